package io.holdfast.sink.file;

import static io.holdfast.sink.file.FileSinkCrashContract.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.sink.MemoryOutbox;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.hadoop.HadoopFileSinkCrashTest;
import io.holdfast.storage.FileOperations;
import io.holdfast.storage.StorageOutput;
import io.holdfast.storage.hadoop.HdfsCluster;
import io.holdfast.testkit.simulation.ManualTime;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Crashes at every step on a real NameNode and DataNode, and what output rests on there. Planted defects seen to fail: a
 * directory renamed over another; files created with the directories above them, so that a dead process could fill a
 * directory that its successor has removed.
 */
class FileSinkHdfsIT {

    private static HdfsCluster cluster;

    @BeforeAll
    static void startCluster(@TempDir Path directory) throws IOException {
        cluster = HdfsCluster.start(directory, 1);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void publishesEachBatchOnceWhereverItCrashes() throws Exception {
        new TextFileSinkCrashTest().crashOnce(step -> cluster.output("lines/step" + step));
        new ObjectFileSinkCrashTest().crashOnce(step -> cluster.output("objects/step" + step));
        new HadoopFileSinkCrashTest().crashOnce(step -> cluster.output("hadoop/step" + step));
    }

    @Test
    void aDirectoryIsNeverRenamedOverAnother() throws IOException {
        FileOperations files = cluster.output("taken");
        files.createDirectories();
        for (String name : List.of("first", "second")) {
            files.createDirectory(name);
            write(files, name + "/file", name);
        }
        files.renameDirectory("first", "batch");

        assertThatThrownBy(() -> files.renameDirectory("second", "batch"))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(read(files, "batch/file")).isEqualTo("first");
        assertThat(files.list("")).containsExactlyInAnyOrder("batch", "second");
    }

    @Test
    void aFileReplacesAnother() throws IOException {
        FileOperations files = cluster.output("replaced");
        files.createDirectories();
        for (String content : List.of("old", "new")) {
            write(files, "staged", content);
            files.replaceFile("staged", "marker");
        }

        assertThat(read(files, "marker")).isEqualTo("new");
        assertThat(files.list("")).containsExactly("marker");
    }

    /** As a process does that was succeeded, and does not know it yet. */
    @Test
    void nothingIsWrittenIntoADirectoryThatIsGone() throws IOException {
        FileOperations files = cluster.output("removed");
        files.createDirectories();
        files.createDirectory("staged");
        write(files, "staged/part", "half");
        files.deleteTree("staged");
        files.deleteTree("staged");

        assertThatThrownBy(() -> files.create("staged/_manifest"))
                .isInstanceOfAny(NoSuchFileException.class, FileNotFoundException.class);
        assertThatThrownBy(() -> files.createDirectory("staged/below"))
                .isInstanceOfAny(NoSuchFileException.class, FileNotFoundException.class);
        assertThatThrownBy(() -> files.renameDirectory("staged", "batch")).isInstanceOf(NoSuchFileException.class);
        assertThat(files.list("")).isEmpty();
    }

    @Test
    void aFileInThePlaceOfTheDirectoryIsNamed() throws IOException {
        try (DistributedFileSystem client = cluster.client()) {
            client.create(new org.apache.hadoop.fs.Path("/file")).close();
        }
        assertThatThrownBy(() -> cluster.output("file").createDirectories())
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("/file: expected a directory, found a file");
    }

    /** Opened as the job does, without the configuration of the cluster. */
    @Test
    void aSinkTakesTheNameOfADirectoryOnHdfs() throws Exception {
        TextFileSink<Object> sink =
                TextFileSink.of(cluster.directory("named/below").toString());
        ManualTime time = new ManualTime();
        Publisher publisher = sink.publisher(context(time));
        assertThat(publisher.recover()).isNull();
        publisher.publish(List.of(MemoryOutbox.encoded("tl", 1, sink.encoder(context(time)), "größe")), 0);

        assertThat(read(cluster.output("named/below"), FileNames.batch("tl", 1) + "/part-00000.txt"))
                .isEqualTo("größe\n");
    }

    @Test
    void anUnknownHostIsNamed() {
        TextFileSink<Object> sink = TextFileSink.of("hdfs://no-such-host.invalid:1/out");

        assertThatThrownBy(() -> sink.publisher(context(new ManualTime())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("output directory hdfs://no-such-host.invalid:1/out");
    }

    private static void write(FileOperations files, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        try (StorageOutput output = files.create(name)) {
            output.write(bytes, 0, bytes.length);
            output.sync();
        }
    }

    private static String read(FileOperations files, String name) throws IOException {
        return new String(files.read(name, 1000), StandardCharsets.UTF_8);
    }
}
