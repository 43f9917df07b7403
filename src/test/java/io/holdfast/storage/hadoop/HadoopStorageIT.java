package io.holdfast.storage.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.storage.FileOperations;
import io.holdfast.storage.Storage;
import io.holdfast.storage.StorageContract;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of every storage, and what HDFS is known for, on a real NameNode and DataNode. Planted defects seen to fail:
 * publication that overwrites, files created without syncing their earlier blocks, an output that tells of its failure twice.
 */
class HadoopStorageIT extends StorageContract {

    private static final AtomicInteger DIRECTORIES = new AtomicInteger();
    private static HdfsCluster cluster;

    private int directory;

    @BeforeAll
    static void startCluster(@TempDir Path directory) throws IOException {
        cluster = HdfsCluster.start(directory, 1);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @BeforeEach
    void nextDirectory() {
        directory = DIRECTORIES.incrementAndGet();
    }

    @Override
    protected Storage storage() {
        return storage(cluster.configuration());
    }

    private Storage storage(Configuration configuration) {
        return HadoopFileSystems.open(cluster.directory("d" + directory), Set.of(), configuration);
    }

    /** A process that dies holding a lease must not keep its successor waiting. */
    @Override
    protected boolean hasLocks() {
        return false;
    }

    @Test
    void ofManyPublicationsUnderOneNameOneSucceeds() throws Exception {
        Storage storage = storage();
        storage.createDirectories("a");
        int racers = 8;
        CyclicBarrier start = new CyclicBarrier(racers);
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        List<Future<Boolean>> published = new ArrayList<>();
        for (int racer = 0; racer < racers; racer++) {
            String from = "a/" + racer;
            write(storage, from, "by " + racer);
            published.add(threads.submit(() -> publish(start, from)));
        }
        List<Integer> winners = new ArrayList<>();
        for (int racer = 0; racer < racers; racer++) {
            if (published.get(racer).get()) {
                winners.add(racer);
            }
        }
        threads.shutdown();
        assertThat(winners).hasSize(1);
        assertThat(read(storage, "a/name")).isEqualTo("by " + winners.get(0));
    }

    private boolean publish(CyclicBarrier start, String from) throws Exception {
        Storage own = storage();
        start.await();
        try {
            own.publish(from, "a/name");
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** So many blocks that the few syncs of other tests, of which a DataNode tells up to ten seconds late, make no difference. */
    @Test
    void everyBlockOfASyncedFileIsForcedToDisk() throws IOException {
        Storage storage = storage();
        storage.createDirectories("a");
        long before = cluster.syncs(0);
        int blocks = 64;
        byte[] block = new byte[HdfsCluster.BLOCK_BYTES];
        try (StorageOutput output = storage.create("a/large")) {
            for (int i = 0; i < blocks; i++) {
                output.write(block, 0, block.length);
            }
            output.sync();
        }
        Awaitility.await("a sync of each block")
                .atMost(Duration.ofMinutes(1))
                .until(() -> cluster.syncs(0) - before >= blocks);
    }

    /** As a process leaves it that was killed before it wrote anything, and while it wrote. */
    @Test
    void aFileOfADeadWriterIsSeenAndCanBeDeleted() throws IOException {
        Storage storage = storage();
        storage.createDirectories("tmp");
        for (int length : new int[] {0, 10}) {
            StorageOutput left = storage.create("tmp/left");
            left.write(new byte[length], 0, length);
            left.sync();
            Storage successor = storage();
            assertThatThrownBy(() -> successor.create("tmp/left")).isInstanceOf(FileAlreadyExistsException.class);
            assertThat(successor.list("tmp")).hasSize(1);
            successor.delete("tmp/left");
            assertThat(successor.list("tmp")).isEmpty();
            assertThatThrownBy(left::close).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anOutputTellsOfItsFailureOnce() throws IOException {
        Storage storage = storage();
        storage.createDirectories("tmp");
        assertThatThrownBy(() -> {
                    try (StorageOutput output = storage.create("tmp/gone")) {
                        storage.delete("tmp/gone");
                        byte[] blocks = new byte[2 * HdfsCluster.BLOCK_BYTES];
                        output.write(blocks, 0, blocks.length);
                        output.sync();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("tmp/gone")
                .hasNoSuppressedExceptions();
    }

    @Test
    void safeModeIsNamedWithItsRemedy() throws Exception {
        Storage storage = storage(impatient());
        storage.createDirectories("a");
        inSafeMode(() -> {
            assertThatThrownBy(() -> storage.create("a/file"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("safe mode")
                    .hasMessageContaining("start again");
            return true;
        });
        storage.create("a/file").close();
    }

    private static Configuration impatient() {
        Configuration configuration = cluster.configuration();
        configuration.set("dfs.client.retry.policy.spec", "10,1");
        return configuration;
    }

    private static void inSafeMode(Callable<?> action) throws Exception {
        try (DistributedFileSystem client = cluster.client()) {
            client.setSafeMode(SafeModeAction.ENTER);
            try {
                action.call();
            } finally {
                client.setSafeMode(SafeModeAction.LEAVE);
            }
        }
    }

    @Test
    void aFileInThePlaceOfTheDirectoryIsNamed() throws IOException {
        try (DistributedFileSystem client = cluster.client()) {
            client.create(new org.apache.hadoop.fs.Path("/d" + directory)).close();
        }
        assertThatThrownBy(() -> storage().list(""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found a file");
        assertThatThrownBy(() -> storage().createDirectories("a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("d" + directory);
    }

    @Test
    void anUnreachableNameNodeIsNamed() {
        Configuration configuration = impatient();
        configuration.setInt("ipc.client.connect.max.retries", 0);
        Storage nobody = HadoopFileSystems.open(URI.create("hdfs://127.0.0.1:1/x"), Set.of(), configuration);
        assertThatThrownBy(() -> nobody.list(""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("localhost:1");
        FileOperations output = HadoopFileSystems.output(URI.create("hdfs://127.0.0.1:1/x"), configuration);
        assertThatThrownBy(output::createDirectories)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("localhost:1");
    }

    @Test
    void aFileSystemOfUnknownPromisesIsRefusedUnlessTheUserVouchesForIt(@TempDir Path local) throws IOException {
        URI elsewhere = local.toUri();
        assertThatThrownBy(() -> HadoopFileSystems.open(elsewhere, Set.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(elsewhere.toString())
                .hasMessageContaining("(file)")
                .hasMessageContaining("trustFileSystem(\"file\")");
        assertThat(HadoopFileSystems.open(elsewhere, Set.of("file")).list("")).isEmpty();
        assertThatThrownBy(() -> HadoopFileSystems.open(URI.create("hdsf://host/x"), Set.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("hdsf://host/x")
                .hasMessageContaining("expected hdfs://");
    }
}
