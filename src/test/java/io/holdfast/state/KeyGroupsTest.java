package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyGroupsTest {

    /** Published vectors of MurmurHash3 x86 32-bit with seed 0: a change would orphan all stored state. */
    @ParameterizedTest
    @CsvSource({"'', 0", "a, 3c2569b2", "abc, b3dd93fa", "aaaa, 7eeed987", "'Hello, world!', c0363e43"})
    void hashIsMurmur3(String key, String expected) {
        byte[] bytes = ("<<" + key + ">").getBytes(StandardCharsets.UTF_8);
        int hash = KeyGroups.hash(bytes, 2, bytes.length - 3);
        assertThat(Integer.toHexString(hash)).isEqualTo(expected);
        assertThat(KeyGroups.group(hash)).isEqualTo(Integer.parseUnsignedInt(expected, 16) & 0xff);
    }

    @Test
    void everyShardCountCutsAllGroupsIntoContiguousRanges() {
        for (int shards = 1; shards <= KeyGroups.COUNT; shards++) {
            assertThat(KeyGroups.firstGroup(0, shards)).isZero();
            assertThat(KeyGroups.firstGroup(shards, shards)).isEqualTo(KeyGroups.COUNT);
            for (int shard = 0; shard < shards; shard++) {
                int until = KeyGroups.firstGroup(shard + 1, shards);
                assertThat(until).isGreaterThan(KeyGroups.firstGroup(shard, shards));
                for (int group = KeyGroups.firstGroup(shard, shards); group < until; group++) {
                    assertThat(KeyGroups.shard(group, shards)).isEqualTo(shard);
                }
            }
        }
    }
}
