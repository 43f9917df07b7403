package io.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.common.Digest;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileNamesTest {

    private static String name(String path) {
        return path.substring(path.indexOf('/') + 1);
    }

    @Test
    void namesAreFixed() {
        assertThat(FileNames.batch(42)).isEqualTo("batches/00000000000000000042.batch");
        assertThat(FileNames.epoch(3)).isEqualTo("epochs/00000000000000000003.epoch");
        assertThat(FileNames.file("x")).isEqualTo("files/x");
        assertThat(FileNames.storedName(3, 1, "ab", "000012.sst")).isEqualTo("00000000000000000003-1-ab-000012.sst");
        assertThat(FileNames.temporary(3, "ab.7", 2, FileNames.batch(42)))
                .isEqualTo("tmp/00000000000000000003-ab.7-2-00000000000000000042.batch");
    }

    @Test
    void namesAreReadBack() {
        Digest digest = Digest.of(new byte[] {1});
        assertThat(FileNames.parseBatch(name(FileNames.batch(Long.MAX_VALUE)))).hasValue(Long.MAX_VALUE);
        assertThat(FileNames.parseEpoch(name(FileNames.epoch(0)))).hasValue(0);
        assertThat(FileNames.parseSnapshot(name(FileNames.snapshot(digest)))).hasValue(digest);
        assertThat(FileNames.parseStoredEpoch(FileNames.storedName(5, 12, "x1", "a-b.sst")))
                .hasValue(5);
        assertThat(FileNames.parseTemporaryEpoch(name(FileNames.temporary(6, "a.1", 0, FileNames.epoch(6)))))
                .hasValue(6);
    }

    @Test
    void otherNamesAreNotOurs() {
        for (String other : List.of("", "1.batch", "00000000000000000042.batch~", "99999999999999999999.batch", "a")) {
            assertThat(FileNames.parseBatch(other)).as(other).isEmpty();
            assertThat(FileNames.parseEpoch(other)).as(other).isEmpty();
            assertThat(FileNames.parseSnapshot(other)).as(other).isEmpty();
            assertThat(FileNames.parseStoredEpoch(other)).as(other).isEmpty();
            assertThat(FileNames.parseTemporaryEpoch(other)).as(other).isEmpty();
        }
    }
}
