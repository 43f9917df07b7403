package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What ended sessions must look like, whenever it was that they ended: those of a visitor, one after another, hold the
 * visitor's clicks from the first on, without a gap, none twice, each with its money.
 */
final class SessionModel {

    private final Map<Long, List<Click>> clicksByVisitor = new HashMap<>();

    /** Takes the clicks of a split, in order. */
    void add(Click click) {
        clicksByVisitor
                .computeIfAbsent(click.visitor(), visitor -> new ArrayList<>())
                .add(click);
    }

    /** The same for all clicks of the shop in splits of this length. */
    static SessionModel of(Shop shop, long clicksPerSplit) {
        SessionModel model = new SessionModel();
        for (int split = 0; split < Shop.SPLITS; split++) {
            for (long offset = 0; offset < clicksPerSplit; offset++) {
                model.add(shop.click(split, offset));
            }
        }
        return model;
    }

    /** Checks lines of sessions, in the order in which they were published. */
    void check(List<String> lines) {
        Map<Long, Integer> told = new HashMap<>();
        for (String line : lines) {
            String[] cells = line.split(",", -1);
            long visitor = Long.parseLong(cells[0]);
            int from = told.getOrDefault(visitor, 0);
            int until = from + Integer.parseInt(cells[1]);
            List<Click> all = clicksByVisitor.getOrDefault(visitor, List.of());
            assertThat(all).as(line).hasSizeGreaterThanOrEqualTo(until);
            List<Click> clicks = all.subList(from, until);
            long cents = clicks.stream().mapToLong(Click::cents).sum();
            assertThat(cents + "," + cells[3] + "," + clicks.get(0).split() + ","
                            + clicks.get(0).offset() + ","
                            + clicks.get(clicks.size() - 1).offset())
                    .as("the clicks of visitor %d from number %d on", visitor, from)
                    .isEqualTo(line.split(",", 3)[2]);
            told.put(visitor, until);
        }
    }
}
