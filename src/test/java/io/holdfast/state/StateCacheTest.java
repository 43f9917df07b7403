package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.testkit.simulation.InMemoryWorkingStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateCacheTest {

    /** Hashes collide on purpose, and wrap around the table. Planted defect: a slot is emptied without moving others up. */
    @Test
    void findsWhatIsInItAndNothingElse(@TempDir Path directory) {
        Random random = new Random(42);
        StateCache cache = new StateCache();
        Map<String, CacheEntry> model = new HashMap<>();
        try (Shard shard = new History(
                        directory,
                        List.of("o"),
                        new InMemoryWorkingStore.Factory(),
                        ShardSetup.Options.DEFAULT,
                        step -> {})
                .open()) {
            for (int i = 0; i < 50_000; i++) {
                String key = "key" + random.nextInt(300);
                int hash = hash(key);
                assertThat(find(cache, key, hash)).isSameAs(model.get(key));
                if (random.nextInt(2) == 0) {
                    CacheEntry out = cache.sweep();
                    if (out != null) {
                        assertThat(model.remove(new String(out.key, StandardCharsets.UTF_8)))
                                .isSameAs(out);
                    }
                } else if (!model.containsKey(key)) {
                    CacheEntry entry = new CacheEntry(shard.table("o"), key.getBytes(StandardCharsets.UTF_8), hash);
                    entry.referenced = random.nextBoolean();
                    cache.add(entry);
                    model.put(key, entry);
                }
                assertThat(cache.size()).isEqualTo(model.size());
            }
        }
    }

    private static int hash(String key) {
        int[] hashes = {0, 1, -1, 0xf0000000, 0xff000000, 0x7fffffff, 0x12345678, 0x12345600};
        return hashes[Math.floorMod(key.hashCode(), hashes.length)];
    }

    private static @Nullable CacheEntry find(StateCache cache, String key, int hash) {
        byte[] bytes = ("x" + key).getBytes(StandardCharsets.UTF_8);
        return cache.find(bytes, 1, bytes.length - 1, hash);
    }
}
