package io.holdfast.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.format.FileNames;
import io.holdfast.location.CheckpointLocation;
import io.holdfast.storage.Storage;
import io.holdfast.storage.hadoop.HdfsCluster;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job has left can be read from HDFS as well: there files are copied out, not linked. */
class StoredStateHdfsIT {

    @Test
    void isThatOfTheModel(@TempDir Path directory) throws Exception {
        AccountsJob job = new AccountsJob(directory);
        job.run(2, 15, () -> {});
        job.run(3, 8, () -> {});
        try (HdfsCluster hdfs = HdfsCluster.start(Files.createDirectory(directory.resolve("hdfs")), 1)) {
            URI target = hdfs.directory("accounts");
            copy(job.checkpoint(), target);
            try (StoredCheckpoint checkpoint =
                    StoredCheckpoint.open(target.toString(), AccountsJob.types(), Set.of())) {
                assertThat(checkpoint.batches()).hasSizeGreaterThan(3);
                for (long batch : checkpoint.batches()) {
                    assertThat(accounts(checkpoint.batch(batch))).isEqualTo(job.expected(batch));
                }
            }
        }
    }

    private static void copy(Path checkpoint, URI target) throws Exception {
        try (Storage storage = CheckpointLocation.of(target).open(Set.of())) {
            for (String part : FileNames.DIRECTORIES) {
                storage.createDirectories(part);
                try (Stream<Path> files = Files.list(checkpoint.resolve(part))) {
                    for (Path file : files.toList()) {
                        storage.bringIn(file, part + "/" + file.getFileName());
                    }
                }
            }
        }
    }

    private static Map<String, AccountsJob.Known> accounts(StoredBatch batch) {
        Map<String, AccountsJob.Known> accounts = new TreeMap<>();
        try (StoredState state = batch.state("accounts")) {
            while (state.next()) {
                accounts.put(
                        state.entry().key(String.class),
                        new AccountsJob.Known(
                                state.entry().value(AccountsJob.Account.class),
                                state.entry().deadline().orElseThrow().toEpochMilli()));
            }
        }
        return accounts;
    }
}
