package io.holdfast.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.failure.SourceException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitRange;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileSourceTest {

    private final Path root;
    private final SourceDirectory directory;

    TextFileSourceTest(@TempDir Path root) throws IOException {
        this.root = root;
        directory = new SourceDirectory(root);
    }

    @Test
    void readsTheLinesOfAllFilesOnce() throws Exception {
        directory.put("b.txt", "three\n");
        directory.put("a.txt", "one\r\ntwo");
        SourceReader<String> reader = directory.start(directory.source());

        assertThat(directory.batch(reader, 100)).containsExactly("a.txt [0, 8)", "b.txt [0, 6)");
        assertThat(directory.lines).containsExactly("one", "two", "three");
        assertThat(directory.places).containsExactly("a.txt:0", "a.txt:5", "b.txt:0");
        assertThat(directory.batch(reader, 100)).isEmpty();

        directory.put("c.txt", "four\n");
        assertThat(directory.batch(reader, 100)).containsExactly("c.txt [0, 5)");
        assertThat(directory.batch(directory.start(directory.source()), 100)).isEmpty();
    }

    @Test
    void treatsOnlyLfAndCrLfAsLineEnds() throws Exception {
        directory.put("a.txt", "a\rb\r\n\n\r\nc\r");

        directory.drain(directory.source(), 100);

        assertThat(directory.lines).containsExactly("a\rb", "", "", "c\r");
    }

    /** Planted defect: going by modification time alone misses it (the defect of Spark's file stream). */
    @Test
    void readsAFileWithAnOldModificationTimeThatComesLater() throws Exception {
        directory.put("new.txt", "new\n");
        SourceReader<String> reader = directory.start(directory.source());
        directory.batch(reader, 100);

        Path old = Files.writeString(root.resolve("old"), "old\n");
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        directory.moveIn(old, "old.txt");
        directory.batch(reader, 100);

        assertThat(directory.lines).containsExactly("new", "old");
    }

    @Test
    void passesOverHiddenAndTemporaryNamesAndOtherPatterns() throws Exception {
        for (String name : List.of(".hidden.csv", "_marker.csv", "a.csv.tmp", "a.txt", "sub/b.csv")) {
            directory.put(name, "no\n");
        }
        directory.put("a.csv", "yes\n");

        directory.drain(directory.source().pattern("*.csv"), 100);

        assertThat(directory.lines).containsExactly("yes");
    }

    @Test
    void readsDirectoriesInTheDirectoryIfTold() throws Exception {
        directory.put("sub/deep/a.txt", "deep\n");
        directory.put(".staging/part.txt", "no\n");

        directory.drain(directory.source().recursive(), 100);

        assertThat(directory.places).containsExactly("sub/deep/a.txt:0");
    }

    @Test
    void looksIntoTheDirectoryOnlyAfterTheInterval() throws Exception {
        SourceReader<String> reader = directory.start(directory.source().scanInterval(Duration.ofSeconds(3)));
        directory.put("a.txt", "one\n");

        assertThat(directory.batch(reader, 100)).isEmpty();
        assertThat(directory.batch(reader, 100)).isEmpty();
        assertThat(directory.batch(reader, 100)).isNotEmpty();
    }

    @Test
    void takesNotesOfEmptyFiles() throws Exception {
        directory.put("empty.txt", "");

        assertThat(directory.batch(directory.start(directory.source()), 100)).containsExactly("empty.txt [0, 0)");
        assertThat(directory.batch(directory.start(directory.source()), 100)).isEmpty();
    }

    @Test
    void sharesTheLimitBetweenAsManyFilesAsAreReadAtTheSameTime() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            directory.put(name, "0123456\n".repeat(1000));
        }

        assertThat(directory.batch(directory.start(directory.source()), 10))
                .containsExactly("a [0, 640)", "b [0, 640)");
    }

    /** Planted defects: the end is where the batch begins; files of which nothing is read yet are left out. */
    @Test
    void tellsHowLongFilesAreUntilTheyAreRead() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            directory.put(name, "0123456\n".repeat(1000));
        }
        SourceReader<String> reader = directory.start(directory.source());

        assertThat(directory.batch(reader, 10)).containsExactly("a [0, 640)", "b [0, 640)");
        assertThat(reader.ends().offsets()).isEqualTo(Map.of("a", 8000L, "b", 8000L, "c", 8000L));
        assertThat(reader.ends().offsetsPerRecord()).isEqualTo(reader.recordBytes());

        while (!directory.batch(reader, 1000).isEmpty()) {}
        assertThat(reader.ends().offsets()).isEmpty();
        directory.put("d", "new\n");
        directory.batch(reader, 1000);
        assertThat(reader.ends().offsets()).isEqualTo(Map.of("d", 4L));
    }

    @Test
    void learnsHowLongLinesAre() throws Exception {
        directory.put("a", "0123456\n".repeat(100_000));
        SourceReader<String> reader = directory.start(directory.source());
        directory.batch(reader, 1000);
        int before = directory.lines.size();

        directory.batch(reader, 1000);

        assertThat(directory.lines.size() - before).isBetween(1000, 1020);
    }

    @Test
    void refusesAMissingDirectoryAtTheStart() {
        TextFileSource source = TextFileSource.of(root.resolve("nowhere"));

        assertThatThrownBy(() -> directory.start(source))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(root.resolve("nowhere").toString());
    }

    @Test
    void namesFileAndByteOfWhatIsNoText() throws Exception {
        directory.put("a.txt", new byte[] {'o', 'k', '\n', 'x', (byte) 0xc3, '\n'});

        assertThatThrownBy(() -> directory.drain(directory.source(), 100))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining(directory.path.resolve("a.txt") + ": the bytes at byte 4 are no UTF-8 text");
        assertThat(directory.lines).containsExactly("ok");
    }

    @Test
    void readsOtherCharsets() throws Exception {
        directory.put("a.txt", "größe\nb\n".getBytes(StandardCharsets.ISO_8859_1));

        directory.drain(directory.source().charset(StandardCharsets.ISO_8859_1), 100);

        assertThat(directory.lines).containsExactly("größe", "b");
    }

    @Test
    void refusesCharsetsWhoseLineEndsAreOtherBytes() {
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16, Charset.forName("IBM037"))) {
            assertThatThrownBy(() -> directory.source().charset(charset))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(charset.name());
        }
    }

    @Test
    void takesALineOfJustTheLimitAndRefusesALongerOne() throws Exception {
        TextFileSource source = directory.source().maxLineBytes(10);
        directory.put("a.txt", "x\n0123456789\r\n0123456789\n0123456789");
        directory.drain(source, 1);
        assertThat(directory.lines).containsExactly("x", "0123456789", "0123456789", "0123456789");

        directory.put("b.txt", "x\n0123456789A\n");
        assertThatThrownBy(() -> directory.drain(source, 100))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining(directory.path.resolve("b.txt") + ": the line at byte 2 is longer than 10 bytes");
    }

    @Test
    void givesUpOnALongLineWithoutReadingItAll() throws Exception {
        directory.put("a.txt", "x".repeat(1_000_000) + "\n");

        assertThatThrownBy(() -> directory.drain(directory.source().maxLineBytes(1000), 1))
                .isInstanceOf(UserCodeException.class)
                .hasMessageContaining("the line at byte 0 is longer than 1000 bytes");
    }

    @Test
    void stopsWhenAFileThatWasReadChanges() throws Exception {
        Path file = directory.put("a.txt", "one\n");
        SourceReader<String> reader = directory.start(directory.source());
        directory.batch(reader, 100);

        Files.writeString(file, "two\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> directory.batch(reader, 100))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("expected 4 bytes")
                .hasMessageContaining("found 8 bytes");
    }

    @Test
    void stopsWhenAFileChangesBetweenPlanAndRead() throws Exception {
        Path file = directory.put("a.txt", "one\n");
        SourceReader<String> reader = directory.start(directory.source());
        SplitRange range = reader.plan(List.of(), 100).ranges().get(0);

        Files.writeString(file, "two\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> reader.read(range, (offset, line) -> {}))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("has changed");
    }

    /** Planted defect: checking the identity only before reading lets a replacement during the read pass. */
    @Test
    void stopsWhenAFileChangesWhileItIsRead() throws Exception {
        directory.put("a.txt", "one\ntwo\n");
        SourceReader<String> reader = directory.start(directory.source());
        SplitRange range = reader.plan(List.of(), 100).ranges().get(0);

        assertThatThrownBy(() -> reader.read(range, (offset, line) -> directory.put("a.txt", "new\n")))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("has changed");
    }

    @Test
    void readsAFileThatReplacesOneReadToItsEndAsANewOne() throws Exception {
        directory.put("a.txt", "one\n");
        directory.drain(directory.source(), 100);
        directory.put("a.txt", "two\n");
        directory.drain(directory.source(), 100);
        directory.put("a.txt", "six\n");
        directory.drain(directory.source(), 100);

        assertThat(directory.lines).containsExactly("one", "two", "six");
        assertThat(directory.positions.keySet()).first().isEqualTo("a.txt");
        assertThat(directory.positions.keySet()).hasSize(3).allMatch(name -> name.matches("a\\.txt(@[0-9a-f]{12})?"));
    }

    @Test
    void stopsWhenAFileIsReplacedBeforeItIsReadToItsEnd() throws Exception {
        directory.put("a.txt", "0123456\n".repeat(1000));
        SourceReader<String> reader = directory.start(directory.source());
        directory.batch(reader, 10);

        directory.put("a.txt", "0123456\n".repeat(1000));

        assertThatThrownBy(() -> directory.batch(reader, 10))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("read up to byte 1280, has changed");
        assertThatThrownBy(() -> directory.start(directory.source())).isInstanceOf(SourceException.class);
    }

    @Test
    void stopsWhenAFileIsGoneBeforeItIsReadToItsEnd() throws Exception {
        directory.put("a.txt", "0123456\n".repeat(1000));
        SourceReader<String> reader = directory.start(directory.source());
        directory.batch(reader, 10);

        directory.moveOut("a.txt");

        assertThatThrownBy(() -> directory.batch(reader, 10))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(directory.path.resolve("a.txt") + " is gone, read up to byte 1280 of 8000");
        assertThatThrownBy(() -> directory.start(directory.source())).isInstanceOf(SourceException.class);
    }

    @Test
    void goesOnWhenAFileThatWasGoneIsBack() throws Exception {
        directory.put("a.txt", "0123456\n".repeat(100));
        SourceReader<String> reader = directory.start(directory.source());
        directory.batch(reader, 1);
        Path file = directory.moveOut("a.txt");
        assertThatThrownBy(() -> directory.batch(reader, 1)).isInstanceOf(SourceException.class);

        directory.moveIn(file, "a.txt");
        directory.drain(directory.source(), 7);

        assertThat(directory.lines).hasSize(100);
    }

    /** Planted defect: forgetting files that are not listed reads everything again once they are. */
    @Test
    void readsNothingAgainAfterTheDirectoryWasEmptyForAMoment() throws Exception {
        directory.put("a.txt", "one\n");
        directory.put("b.txt", "two\n");
        SourceReader<String> reader = directory.start(directory.source());
        directory.batch(reader, 100);
        Path a = directory.moveOut("a.txt");
        Path b = directory.moveOut("b.txt");
        directory.batch(reader, 100);
        assertThat(directory.positions.values())
                .allSatisfy(position -> assertThat(position.attributes()).containsKey("absentSince"));

        directory.time.advance(Duration.ofDays(6));
        assertThat(directory.batch(reader, 100)).isEmpty();
        directory.moveIn(a, "a.txt");
        directory.moveIn(b, "b.txt");
        directory.drain(directory.source(), 100);

        assertThat(directory.lines).containsExactly("one", "two");
        assertThat(directory.positions.values())
                .allSatisfy(position -> assertThat(position.attributes()).doesNotContainKey("absentSince"));
    }

    @Test
    void forgetsAFileThatIsGoneForLong() throws Exception {
        directory.put("a.txt", "one\n");
        directory.drain(directory.source(), 100);
        directory.moveOut("a.txt");
        directory.drain(directory.source(), 100);

        directory.time.advance(Duration.ofDays(7));
        directory.drain(directory.source(), 100);

        assertThat(directory.positions).isEmpty();
    }

    @Test
    void doesNotReadACopyOfTheDirectoryAgain() throws Exception {
        Path file = directory.put("a.txt", "one\n");
        directory.drain(directory.source(), 100);
        Path copy = Files.copy(file, root.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
        String before = directory.positions.toString();

        directory.moveIn(copy, "a.txt");
        directory.drain(directory.source(), 100);

        assertThat(directory.lines).containsExactly("one");
        assertThat(directory.positions.keySet()).containsExactly("a.txt");
        assertThat(directory.positions.toString()).as("another inode").isNotEqualTo(before);
    }

    /** Planted defect: size and time alone take it for the file that was read. */
    @Test
    void readsAReplacementOfTheSameSizeAndTime() throws Exception {
        Path file = directory.put("a.txt", "one\n");
        directory.drain(directory.source(), 100);
        FileTime modified = Files.getLastModifiedTime(file);
        Path other = Files.writeString(root.resolve("other"), "two\n");
        Files.setLastModifiedTime(other, modified);

        directory.moveIn(other, "a.txt");
        directory.drain(directory.source(), 100);

        assertThat(directory.lines).containsExactly("one", "two");
    }

    @Test
    void failsAReadThatIsUnderWayWhenClosed() throws Exception {
        directory.put("a.txt", "0123456\n".repeat(100_000));
        SourceReader<String> reader = directory.start(directory.source());
        SplitRange range = reader.plan(List.of(), 1_000_000).ranges().get(0);

        assertThatThrownBy(() -> reader.read(range, (offset, line) -> reader.close()))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("closed");
    }
}
