package io.holdfast.source.file;

import io.holdfast.format.SplitPosition;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourcePlan;
import io.holdfast.source.SourceReader;
import io.holdfast.source.SplitRange;
import io.holdfast.testkit.simulation.DeterministicWorkers;
import io.holdfast.testkit.simulation.ManualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A directory with files and an engine that reads it: keeps positions, and records which line was read where. */
final class SourceDirectory {

    final ManualTime time = new ManualTime();
    final Map<String, SplitPosition> positions = new LinkedHashMap<>();
    final List<String> lines = new ArrayList<>();
    final List<String> places = new ArrayList<>();
    final Path path;
    private final Path outside;
    private int files;

    SourceDirectory(Path root) throws IOException {
        path = Files.createDirectory(root.resolve("in"));
        outside = Files.createDirectory(root.resolve("outside"));
    }

    /** Moves a complete file in, over one of the same name; each has a modification time of its own. */
    Path put(String name, String content) throws IOException {
        return put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Path put(String name, byte[] content) throws IOException {
        Path file = outside.resolve("file-" + files);
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L + files++));
        return moveIn(file, name);
    }

    Path moveIn(Path file, String name) throws IOException {
        Path target = path.resolve(name);
        Files.createDirectories(target.getParent());
        return Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }

    Path moveOut(String name) throws IOException {
        return Files.move(path.resolve(name), outside.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    TextFileSource source() {
        return TextFileSource.of(path);
    }

    SourceReader<String> start(TextFileSource source) throws Exception {
        SourceReader<String> reader =
                source.open(new SourceContext("job", "id", "lines", 2, new DeterministicWorkers(1, time), time));
        reader.start(List.copyOf(positions.values()));
        return reader;
    }

    /** Runs one batch after the next look into the directory and returns what it read. */
    List<String> batch(SourceReader<String> reader, long limit) throws Exception {
        time.advance(Duration.ofSeconds(1));
        SourcePlan plan = reader.plan(List.copyOf(positions.values()), limit);
        List<String> ranges = new ArrayList<>();
        for (SplitRange range : plan.ranges()) {
            ranges.add(range.offsets().toString());
            SplitPosition next = reader.read(range, (offset, line) -> {
                lines.add(line);
                places.add(range.split() + ":" + offset);
            });
            positions.put(range.split(), next);
        }
        plan.dropped().forEach(positions::remove);
        return ranges;
    }

    /** Runs batches until nothing is left, with a new reader each time. */
    void drain(TextFileSource source, long limit) throws Exception {
        List<String> ranges;
        do {
            SourceReader<String> reader = start(source);
            ranges = batch(reader, limit);
            reader.close();
        } while (!ranges.isEmpty());
    }
}
