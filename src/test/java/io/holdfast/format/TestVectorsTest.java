package io.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.Digest;
import io.holdfast.testkit.simulation.SimulatedStorage;
import java.io.IOException;
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
}
