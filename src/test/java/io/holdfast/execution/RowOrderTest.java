package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.state.KeyGroups;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class RowOrderTest {

    /** Five groups. */
    private static final IntUnaryOperator SPREAD = i -> i * 0x9E377900 + i % 5;

    /** In some hash the keys have only three different values. Planted defects: those of the same hash stay as they came; groups are not together. */
    @Test
    void theOrderFollowsFromTheKeysAndKeepsGroupsTogether() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            keys.add("key" + i);
        }
        List<Object> first = ordered(keys, i -> i % 3 - 1);
        List<Object> ofManyHashes = ordered(keys, SPREAD);
        Collections.shuffle(keys, new Random(1));
        assertThat(ordered(keys, i -> i % 3 - 1)).isEqualTo(first);
        assertThat(ordered(keys, SPREAD)).isEqualTo(ofManyHashes);
        List<Integer> groups = new ArrayList<>();
        for (Object key : ofManyHashes) {
            int group = KeyGroups.group(SPREAD.applyAsInt(number(key)));
            if (groups.isEmpty() || groups.get(groups.size() - 1) != group) {
                groups.add(group);
            }
        }
        assertThat(groups).doesNotHaveDuplicates();
    }

    private static int number(Object key) {
        return Integer.parseInt(((String) key).substring(3));
    }

    private static List<Object> ordered(List<String> keys, IntUnaryOperator hash) {
        KeyTable table = new KeyTable();
        for (String key : keys) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            table.findOrAdd(key, bytes, 0, bytes.length, hash.applyAsInt(number(key)), new Origin());
        }
        List<Object> ordered = new ArrayList<>();
        for (long row : RowOrder.byKey(table)) {
            ordered.add(table.key((int) row));
        }
        return ordered;
    }
}
