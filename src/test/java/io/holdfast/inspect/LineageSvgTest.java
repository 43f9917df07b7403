package io.holdfast.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.Manifest.OperatorNode;
import java.awt.Rectangle;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Planted defects: names not escaped; boxes of a column in one place. */
class LineageSvgTest {

    private static Document draw(List<OperatorNode> operators) throws Exception {
        String svg =
                new LineageSvg(operators, node -> List.of(node.kind() + " '" + node.name() + "'", "12 records")).draw();
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static OperatorNode node(int id, String name, Integer... inputs) {
        return new OperatorNode(id, "map", name, List.of(inputs));
    }

    private static List<Rectangle> boxes(Document svg) {
        List<Rectangle> boxes = new ArrayList<>();
        NodeList found = svg.getElementsByTagName("rect");
        for (int i = 0; i < found.getLength(); i++) {
            Element box = (Element) found.item(i);
            boxes.add(new Rectangle(number(box, "x"), number(box, "y"), number(box, "width"), number(box, "height")));
        }
        return boxes;
    }

    private static int number(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }

    @Test
    void boxesDoNotOverlapLieInsideAndFollowTheirInputs() throws Exception {
        List<OperatorNode> operators = List.of(
                node(0, "a"),
                node(1, "a much longer name"),
                node(2, "b", 0),
                node(3, "join", 1, 2),
                node(4, "c", 0),
                node(5, "out", 3),
                node(6, "out too", 4, 3));
        Document svg = draw(operators);
        List<Rectangle> boxes = boxes(svg);
        Rectangle all =
                new Rectangle(number(svg.getDocumentElement(), "width"), number(svg.getDocumentElement(), "height"));
        assertThat(boxes).hasSize(7).allMatch(all::contains);
        for (int i = 0; i < boxes.size(); i++) {
            for (int other = 0; other < i; other++) {
                assertThat(boxes.get(i).intersects(boxes.get(other)))
                        .as("%d and %d", i, other)
                        .isFalse();
            }
            for (int input : operators.get(i).inputs()) {
                assertThat(boxes.get(i).getMinX())
                        .isGreaterThan(boxes.get(input).getMaxX());
            }
        }
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(7);
    }

    @Test
    void namesAreWhatTheyAre() throws Exception {
        Document svg = draw(List.of(node(0, "<b> & \"c\" ]]> ü\u0001")));
        assertThat(svg.getElementsByTagName("text").item(0).getTextContent()).isEqualTo("map '<b> & \"c\" ]]> ü?'");
        assertThat(draw(List.of()).getElementsByTagName("rect").getLength()).isZero();
    }
}
