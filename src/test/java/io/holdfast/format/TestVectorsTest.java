package io.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.Digest;
import io.holdfast.format.Manifest.Kind;
import io.holdfast.storage.SimulatedStorage;
import io.holdfast.storage.StorageOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bytes that the appendix of checkpoint-format.md gives. If one of these fails, files of earlier builds may be unreadable. */
class TestVectorsTest {

    private static final String DESCRIPTOR_DIGEST = "66aabb9c006038a3b07e6d1465db7d0d2d325b25df7f0bdb2fbcb0f27db9aa00";

    private final SimulatedStorage storage = new SimulatedStorage();

    @BeforeEach
    void createDirectories() throws IOException {
        for (String directory : FileNames.DIRECTORIES) {
            storage.createDirectories(directory);
        }
    }

    @Test
    void epochFile() throws IOException {
        assertThat(EpochFile.claim(storage, new EpochFile(3, "n", 5))).isTrue();
        assertThat(HexFormat.of().formatHex(storage.content(FileNames.epoch(3))))
                .isEqualTo(
                        "484f4c44464153540002000100000000245447460000002"
                                + "97b2265706f6368223a332c226e6f6e6365223a226e222c227772697474656e4d696c6c6973223a357dd3bc5303");
    }

    @Test
    void snapshotDescriptor() {
        SnapshotDescriptor descriptor = new SnapshotDescriptor(
                "job-1",
                0,
                0,
                256,
                3,
                4,
                List.of(new SnapshotDescriptor.SnapshotFile("1.sst", FileNames.storedName(2, 0, "a", "1.sst"), 9, 7)));
        assertThat(SnapshotStore.write(storage, descriptor)).isEqualTo(new Digest(DESCRIPTOR_DIGEST));
        assertThat(SnapshotStore.read(storage, new Digest(DESCRIPTOR_DIGEST))).isEqualTo(descriptor);
    }

    @Test
    void batchFile() throws IOException {
        Manifest draft = Manifests.stateful(Kind.BATCH, 7, 6, Manifests.shard(new Digest(DESCRIPTOR_DIGEST), 3));
        Manifest written;
        try (StorageOutput output = storage.create(FileNames.batch(7))) {
            written = new BatchFileWriter()
                    .write(output, draft, List.of(Manifests.delta("v", "k7"), Manifests.outbox("o7")))
                    .manifest();
        }
        byte[] file = storage.content(FileNames.batch(7));
        assertThat(HexFormat.of().formatHex(file, 0, 28))
                .isEqualTo("484f4c444641535400010001000000009c51321e" + "026b370376" + "026f37");
        assertThat(new String(Json.write(written), StandardCharsets.UTF_8))
                .isEqualTo("{\"requires\":[],\"job\":\"orders\",\"jobId\":\"job-1\",\"timeline\":\"timeline-1\","
                        + "\"batch\":7,\"kind\":\"BATCH\",\"batchTimeMillis\":7000,\"epoch\":0,\"nonce\":\"\","
                        + "\"parent\":null,\"keyGroups\":{\"count\":256,\"hash\":\"murmur3_x86_32/0\"},\"floor\":0,"
                        + "\"operators\":[{\"id\":0,\"kind\":\"queue\",\"name\":\"clicks\",\"inputs\":[]}],"
                        + "\"sources\":{\"clicks\":{\"kind\":\"queue\",\"positions\":[{\"split\":\"clicks-0\","
                        + "\"offset\":70,\"attributes\":{\"topic\":\"abc\"}}],\"read\":[{\"split\":\"clicks-0\","
                        + "\"from\":0,\"until\":10}],\"lost\":[]}},\"shards\":[{\"shard\":0,\"keyGroupFrom\":0,"
                        + "\"keyGroupUntil\":256,\"snapshot\":\"" + DESCRIPTOR_DIGEST + "\",\"snapshotThrough\":3}],"
                        + "\"states\":{\"totals\":{\"kind\":\"mapWithState\",\"keys\":[3]}},\"sinks\":{\"out\":"
                        + "{\"kind\":\"print\",\"target\":\"stdout\",\"publishedThrough\":6,\"marker\":null}},"
                        + "\"schemas\":[],\"chunks\":[{\"section\":\"DELTA\",\"owner\":\"totals\",\"shard\":0,"
                        + "\"position\":20,\"storedLength\":5,\"rawLength\":5,\"compression\":\"none\","
                        + "\"crc32c\":1534980437,\"entries\":1},{\"section\":\"OUTBOX\",\"owner\":\"out\",\"shard\":0,"
                        + "\"position\":25,\"storedLength\":3,\"rawLength\":3,\"compression\":\"none\","
                        + "\"crc32c\":-1396182058,\"entries\":1}],\"counts\":{\"records\":10},\"writtenMillis\":0,"
                        + "\"engineVersion\":\"test\"}");
    }
}
