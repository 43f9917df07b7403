package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.TimeSource;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifests;
import io.holdfast.storage.Storage;
import io.holdfast.storage.hadoop.HdfsCluster;
import io.holdfast.storage.hadoop.NameNodeCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a commit costs on a real NameNode: round trips, since on a busy cluster each of them takes milliseconds. */
class HdfsCommitIT {

    private static HdfsCluster hdfs;

    @BeforeAll
    static void startCluster(@TempDir Path data) throws IOException {
        hdfs = HdfsCluster.start(data, 1);
    }

    @AfterAll
    static void stopCluster() {
        hdfs.close();
    }

    @Test
    void fromSealToCommittedTheNameNodeIsAskedThreeTimes() throws IOException {
        Storage storage = hdfs.storage(hdfs.port(), "calls");
        try (NameNodeCalls calls = new NameNodeCalls();
                Checkpoint checkpoint = Checkpoint.open(storage, RetentionPolicy.newest(10), TimeSource.SYSTEM)) {
            takeOver(checkpoint);
            for (long batch = 1; batch <= 20; batch++) {
                checkpoint.prepareCommit();
                assertThat(calls.take()).contains("create", "addBlock");
                commit(checkpoint, batch);
                assertThat(withoutRepetitions(calls.take()))
                        .as("the round trips of a commit")
                        .containsExactly("complete", "rename2", "getListing");
            }
        }
        assertThat(storage.list(FileNames.TEMPORARY)).isEmpty();
    }

    /** Hadoop asks to complete a file again for as long as the report of the DataNode has not come. */
    private static List<String> withoutRepetitions(List<String> calls) {
        List<String> distinct = new ArrayList<>();
        for (String call : calls) {
            boolean again = call.equals("complete") && distinct.contains(call);
            if (!again) {
                distinct.add(call);
            }
        }
        return distinct;
    }

    private static void takeOver(Checkpoint checkpoint) {
        checkpoint.takeOver(head -> Manifests.draft(Manifest.Kind.TAKEOVER, 0, -1));
    }

    private static void commit(Checkpoint checkpoint, long batch) {
        checkpoint.commit(Manifests.draft(Manifest.Kind.BATCH, batch, -1), List.of(Manifests.outbox("o" + batch)));
    }
}
