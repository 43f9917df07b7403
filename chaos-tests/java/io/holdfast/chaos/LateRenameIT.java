package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.checkpoint.Checkpoint;
import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.checkpoint.RetentionPolicy;
import io.holdfast.common.TimeSource;
import io.holdfast.failure.FencedException;
import io.holdfast.format.FileNames;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifests;
import io.holdfast.storage.ForwardingStorage;
import io.holdfast.storage.Storage;
import io.holdfast.storage.hadoop.HdfsCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rename that publishes a batch, on its way to a real NameNode: it arrives after a successor has taken over, or what the
 * NameNode answers never does. Planted defects: a rename of batches that overwrites; a client that does not ask the NameNode
 * again together with a publication that does not look whose the name is (each alone makes up for the other).
 */
class LateRenameIT {

    private static HdfsCluster hdfs;

    private Proxy proxy;
    private Checkpoint old;
    private String name;

    @BeforeAll
    static void startCluster(@TempDir Path data) throws IOException {
        hdfs = HdfsCluster.start(data, 1);
    }

    @AfterAll
    static void stopCluster() {
        hdfs.close();
    }

    @BeforeEach
    void openThroughTheProxy(org.junit.jupiter.api.TestInfo test) throws IOException {
        name = test.getTestMethod().orElseThrow().getName();
        proxy = Proxy.open();
        proxy.forwardTo(hdfs.port());
        old = open(hdfs.storage(proxy.port(), name));
        takeOver(old);
        commit(old, 1);
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    /** The successor has not come to delete the file under its old name. */
    @Test
    void aLateRenameDoesNotReplaceTheBatchOfASuccessor() {
        Committed taken = succeedInTheMiddleOf(2, new ForwardingStorage(hdfs.storage(hdfs.port(), name)) {
            @Override
            public void delete(String path) throws IOException {
                if (!path.startsWith(FileNames.TEMPORARY)) {
                    storage.delete(path);
                }
            }
        });
        assertThat(new CheckpointReader(hdfs.storage(hdfs.port(), name)).read(2))
                .isEqualTo(taken);
    }

    @Test
    void aLateRenameOfAFileThatTheSuccessorDeletedPublishesNothing() {
        Committed taken = succeedInTheMiddleOf(2, hdfs.storage(hdfs.port(), name));
        CheckpointReader reader = new CheckpointReader(hdfs.storage(hdfs.port(), name));
        assertThat(reader.read(2)).isEqualTo(taken);
        assertThat(reader.batches()).containsExactly(0L, 1L, 2L, 3L);
    }

    private Committed succeedInTheMiddleOf(long batch, Storage ofSuccessor) {
        proxy.trap(LateRenameIT::isRename, Link.Way.TO_BROKER);
        CompletableFuture<Committed> late = CompletableFuture.supplyAsync(() -> commit(old, batch));
        awaitTrapped();
        Checkpoint successor = open(ofSuccessor);
        Committed taken = takeOver(successor);
        assertThat(taken.manifest().batch()).isEqualTo(batch);
        commit(successor, batch + 1);
        assertThat(late).isNotDone();
        proxy.release();
        assertThatThrownBy(late::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(FencedException.class)
                .hasMessageContaining("this process has epoch 1");
        return taken;
    }

    @Test
    void aBatchIsCommittedAlthoughTheReplyIsLost() throws Exception {
        proxy.trap(LateRenameIT::isRename, Link.Way.TO_JOB);
        CompletableFuture<Committed> committing = CompletableFuture.supplyAsync(() -> commit(old, 2));
        awaitTrapped();
        CheckpointReader reader = new CheckpointReader(hdfs.storage(hdfs.port(), name));
        Awaitility.await("the rename").atMost(TestBed.PATIENCE).until(() -> reader.batches()
                .contains(2L));
        assertThat(committing).isNotDone();
        proxy.cut();
        assertThat(committing.get()).isEqualTo(reader.read(2));
        commit(old, 3);
        assertThat(reader.batches()).containsExactly(0L, 1L, 2L, 3L);
    }

    private void awaitTrapped() {
        Awaitility.await("a rename").atMost(TestBed.PATIENCE).until(() -> proxy.trapped() == 1);
    }

    /** Hadoop's RPC names the method in each request. */
    private static boolean isRename(byte[] chunk) {
        return new String(chunk, StandardCharsets.ISO_8859_1).contains("rename2");
    }

    private static Checkpoint open(Storage storage) {
        return Checkpoint.open(storage, RetentionPolicy.newest(10), TimeSource.SYSTEM);
    }

    private static Committed takeOver(Checkpoint checkpoint) {
        return checkpoint.takeOver(head -> Manifests.draft(
                Manifest.Kind.TAKEOVER, head == null ? 0 : head.manifest().batch() + 1, -1));
    }

    private static Committed commit(Checkpoint checkpoint, long batch) {
        return checkpoint.commit(
                Manifests.draft(Manifest.Kind.BATCH, batch, -1), List.of(Manifests.outbox("o" + batch)));
    }
}
