package io.holdfast.storage.hadoop;

import io.holdfast.process.FreePorts;
import io.holdfast.process.ServerProcess;
import io.holdfast.storage.FileOperations;
import io.holdfast.storage.Storage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.awaitility.Awaitility;

/** A real NameNode and DataNodes, each in a JVM of its own, to be killed and started again on their ports and data. */
public final class HdfsCluster implements AutoCloseable {

    /** The smallest that HDFS allows with checksums of 512 bytes each; so that tests have files of several blocks. */
    public static final int BLOCK_BYTES = 1 << 20;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NAME_NODE = "org.apache.hadoop.hdfs.server.namenode.NameNode";
    private static final String DATA_NODE = "org.apache.hadoop.hdfs.server.datanode.DataNode";

    private final Path configuration;
    private final int port;
    private final List<Integer> statusPorts;
    private final ServerProcess nameNode;
    private final List<ServerProcess> dataNodes = new ArrayList<>();

    private HdfsCluster(Path configuration, int port, List<Integer> statusPorts, ServerProcess nameNode) {
        this.configuration = configuration;
        this.port = port;
        this.statusPorts = statusPorts;
        this.nameNode = nameNode;
    }

    /** Formats the directory, starts everything and waits until files can be written, each to all DataNodes. */
    public static HdfsCluster start(Path directory, int dataNodes) throws IOException {
        List<Integer> ports = FreePorts.find(1 + 2 * dataNodes);
        int port = ports.get(0);
        Path configuration = Files.createDirectories(directory.resolve("conf"));
        write(configuration, settings(directory.resolve("name"), port, dataNodes));
        Path nameDirectory = directory.resolve("name-node");
        ServerProcess nameNode =
                new ServerProcess(nameDirectory, "-Xmx256m", List.of(configuration.toString()), List.of(NAME_NODE));
        HdfsCluster cluster =
                new HdfsCluster(configuration, port, ports.subList(1 + dataNodes, ports.size()), nameNode);
        nameNode.run(NAME_NODE, "-format", "-nonInteractive", "-force");
        nameNode.start();
        for (int node = 0; node < dataNodes; node++) {
            Path data = directory.resolve("data-node-" + node);
            Path own = Files.createDirectories(data.resolve("conf"));
            Map<String, String> settings = settings(directory.resolve("name"), port, dataNodes);
            settings.put("dfs.datanode.data.dir", data.resolve("data").toString());
            settings.put("dfs.datanode.address", "127.0.0.1:" + ports.get(1 + node));
            settings.put("dfs.datanode.http.address", "127.0.0.1:" + ports.get(1 + dataNodes + node));
            write(own, settings);
            ServerProcess process = new ServerProcess(data, "-Xmx192m", List.of(own.toString()), List.of(DATA_NODE));
            cluster.dataNodes.add(process);
            process.start();
        }
        cluster.awaitWritable(dataNodes);
        return cluster;
    }

    private static Map<String, String> settings(Path names, int port, int dataNodes) {
        return new TreeMap<>(Map.ofEntries(
                Map.entry("fs.defaultFS", "hdfs://127.0.0.1:" + port),
                Map.entry("dfs.replication", Integer.toString(dataNodes)),
                Map.entry("dfs.blocksize", Integer.toString(BLOCK_BYTES)),
                Map.entry("dfs.namenode.name.dir", names.toString()),
                Map.entry("dfs.namenode.rpc-address", "127.0.0.1:" + port),
                Map.entry("dfs.namenode.http-address", "127.0.0.1:0"),
                Map.entry("dfs.namenode.safemode.extension", "0"),
                Map.entry("dfs.namenode.heartbeat.recheck-interval", "1000"),
                Map.entry("dfs.namenode.redundancy.interval.seconds", "1s"),
                Map.entry("dfs.datanode.http.address", "127.0.0.1:0"),
                Map.entry("dfs.datanode.ipc.address", "127.0.0.1:0"),
                Map.entry("dfs.datanode.hostname", "127.0.0.1"),
                Map.entry("dfs.heartbeat.interval", "1"),
                // With few nodes there is none to take the place of one that died: go on with those that are left.
                Map.entry("dfs.client.block.write.replace-datanode-on-failure.policy", "NEVER")));
    }

    private static void write(Path directory, Map<String, String> settings) throws IOException {
        StringBuilder xml = new StringBuilder("<configuration>\n");
        settings.forEach((name, value) -> xml.append("<property><name>")
                .append(name)
                .append("</name><value>")
                .append(value)
                .append("</value></property>\n"));
        xml.append("</configuration>\n");
        Files.writeString(directory.resolve("core-site.xml"), xml);
        Files.writeString(directory.resolve("hdfs-site.xml"), xml);
    }

    /** What a client sets as HADOOP_CONF_DIR. */
    public Path configurationDirectory() {
        return configuration;
    }

    public Configuration configuration() {
        Configuration read = new Configuration();
        for (String name : List.of("core-site.xml", "hdfs-site.xml")) {
            read.addResource(
                    new org.apache.hadoop.fs.Path(configuration.resolve(name).toUri()));
        }
        return read;
    }

    /** The name of a directory in this cluster. */
    public URI directory(String path) {
        return URI.create("hdfs://127.0.0.1:" + port + "/" + path);
    }

    /** Our storage in this cluster, by way of what listens at a port, such as a proxy before the NameNode. */
    public Storage storage(int atPort, String path) {
        return HadoopFileSystems.open(URI.create("hdfs://127.0.0.1:" + atPort + "/" + path), Set.of(), configuration());
    }

    /** A directory for output in this cluster. */
    public FileOperations output(String path) {
        return HadoopFileSystems.output(directory(path), configuration());
    }

    /** Where the NameNode listens. */
    public int port() {
        return port;
    }

    /** A client of its own, that is not ours. */
    public DistributedFileSystem client() throws IOException {
        return (DistributedFileSystem) FileSystem.newInstance(configuration());
    }

    public ServerProcess nameNode() {
        return nameNode;
    }

    public ServerProcess dataNode(int node) {
        return dataNodes.get(node);
    }

    /** How often a DataNode has forced bytes to its disk. */
    public long syncs(int node) {
        URI status = URI.create("http://127.0.0.1:" + statusPorts.get(node)
                + "/jmx?qry=Hadoop:service=DataNode,name=DataNodeActivity-*");
        try {
            String answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(status)
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            Matcher count = Pattern.compile("\"FsyncCount\" : (\\d+)").matcher(answer);
            if (!count.find()) {
                throw new IllegalStateException("no count of syncs in " + answer);
            }
            return Long.parseLong(count.group(1));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Waits until a file can be written to so many DataNodes. What the NameNode takes for living proves nothing: it believes so
     * of a node that was killed for a while.
     */
    public void awaitWritable(int count) {
        Awaitility.await(count + " DataNodes")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> {
                    requireRunning();
                    try (DistributedFileSystem client = client()) {
                        org.apache.hadoop.fs.Path probe = new org.apache.hadoop.fs.Path("/probe");
                        try (FSDataOutputStream output = client.create(probe, true, 512, (short) count, BLOCK_BYTES)) {
                            output.write(1);
                            output.hsync();
                        }
                        return client.getFileBlockLocations(probe, 0, 1)[0].getNames().length == count;
                    }
                });
    }

    private void requireRunning() {
        if (!nameNode.isAlive()) {
            throw new AssertionError("the NameNode ended:\n" + nameNode.log());
        }
    }

    @Override
    public void close() {
        nameNode.close();
        dataNodes.forEach(ServerProcess::close);
    }
}
