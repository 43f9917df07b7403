package io.holdfast.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Names that are there only while something is under way, or because it was cut off. Each is used once in the life of a
 * directory.
 *
 * @param commits batch files being written or published
 * @param snapshots copies of working stores being stored
 * @param publications files that the file sink is writing
 */
record Traces(Set<String> commits, Set<String> snapshots, Set<String> publications) {

    static Traces of(RunningSumsJob job) {
        return new Traces(commits(job), snapshots(job), publications(job));
    }

    private static Set<String> commits(RunningSumsJob job) {
        Set<String> commits = new TreeSet<>(names(job.checkpoint().resolve("tmp")));
        commits.removeIf(name -> !name.endsWith(".batch"));
        return commits;
    }

    private static Set<String> snapshots(RunningSumsJob job) {
        Path work = job.checkpoint().resolve("work");
        Set<String> snapshots = new TreeSet<>();
        for (String shard : names(work)) {
            for (String name : names(work.resolve(shard))) {
                if (name.startsWith("snapshot-")) {
                    snapshots.add(shard + "/" + name);
                }
            }
        }
        return snapshots;
    }

    private static Set<String> publications(RunningSumsJob job) {
        Set<String> publications = new TreeSet<>(names(job.files()));
        publications.removeIf(name -> !name.startsWith(".staging-"));
        return publications;
    }

    /** What is not there in an earlier look, as at the launch of the process in question. */
    Traces since(Traces earlier) {
        return new Traces(
                difference(commits, earlier.commits),
                difference(snapshots, earlier.snapshots),
                difference(publications, earlier.publications));
    }

    private static Set<String> difference(Set<String> now, Set<String> earlier) {
        Set<String> difference = new HashSet<>(now);
        difference.removeAll(earlier);
        return difference;
    }

    /** Sorted; empty if there is no such directory, or it vanishes meanwhile. */
    static List<String> names(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
