package io.holdfast.sink.file;

import static io.holdfast.sink.file.FileSinkCrashContract.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.sink.MemoryOutbox;
import io.holdfast.sink.Publisher;
import io.holdfast.testkit.simulation.ManualTime;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever writes to local files can leave Hadoop out. Planted defect: a location that opens HDFS first. */
public class WithoutHadoopTest {

    /** Called in a class loader that has no Hadoop. */
    public static void publish(String directory) throws Exception {
        TextFileSink<Object> sink = TextFileSink.of(directory);
        Publisher publisher = sink.publisher(context(new ManualTime()));
        publisher.recover();
        publisher.publish(List.of(MemoryOutbox.encoded("tl", 1, sink.encoder(context(new ManualTime())), "a")), 0);
    }

    private static URLClassLoader withoutHadoop() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.contains("hadoop-client")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static void publishWithoutHadoop(String directory) throws Throwable {
        try (URLClassLoader loader = withoutHadoop()) {
            loader.loadClass(WithoutHadoopTest.class.getName())
                    .getMethod("publish", String.class)
                    .invoke(null, directory);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void localFilesNeedNoClassOfHadoop(@TempDir Path directory) throws Throwable {
        publishWithoutHadoop(directory.toString());

        assertThat(Files.readString(directory.resolve("tl-00000000000000000001/part-00000.txt")))
                .isEqualTo("a\n");
        assertThatThrownBy(() -> publishWithoutHadoop("hdfs://host/out"))
                .isInstanceOf(NoClassDefFoundError.class)
                .hasMessageContaining("hadoop");
    }
}
