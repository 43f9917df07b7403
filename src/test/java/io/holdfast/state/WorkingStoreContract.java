package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every working store must do. */
public abstract class WorkingStoreContract {

    private static final List<String> SPACES = List.of("first", "second");

    /** Opens stores of the kind under test. */
    protected abstract WorkingStore.Factory stores();

    /** A store in a new directory of the given parent. */
    protected final WorkingStore open(Path parent, String name) throws Exception {
        return stores().open(Files.createDirectory(parent.resolve(name)), SPACES);
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    protected static void put(WorkingStore store, int space, String key, String value) {
        store.stagePut(space, bytes(key), bytes(value));
        store.apply();
    }

    protected static @Nullable String value(WorkingStore store, int space, String key) {
        byte[] value = store.get(space, bytes(key));
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    private static List<String> scan(WorkingStore store, int space, byte[] from) {
        List<String> found = new ArrayList<>();
        try (WorkingStore.Cursor cursor = store.scan(space, from)) {
            while (cursor.next()) {
                found.add(new String(cursor.key(), StandardCharsets.ISO_8859_1) + "="
                        + new String(cursor.value(), StandardCharsets.ISO_8859_1));
            }
        }
        return found;
    }

    /** The copy of a store, opened from files that were copied out of its checkpoint. */
    protected final WorkingStore reopen(Path checkpoint, Path parent, List<String> spaces) throws Exception {
        Path copy = Files.createDirectory(parent.resolve("copy-of-" + checkpoint.getFileName()));
        for (Path file : Directories.files(checkpoint)) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        return stores().open(copy, spaces);
    }

    @Test
    void stagedWritesTakeEffectTogetherWhenApplied(@TempDir Path parent) throws Exception {
        try (WorkingStore store = open(parent, "store")) {
            put(store, 0, "a", "old");
            store.stagePut(0, bytes("a"), bytes("new"));
            store.stagePut(1, bytes("b"), bytes(""));
            store.stageDelete(0, bytes("c"));
            assertThat(value(store, 0, "a")).isEqualTo("old");
            assertThat(value(store, 1, "b")).isNull();
            store.apply();
            assertThat(value(store, 0, "a")).isEqualTo("new");
            assertThat(value(store, 1, "b")).isEmpty();
            assertThat(value(store, 0, "b")).isNull();
            store.stageDelete(0, bytes("a"));
            store.apply();
            assertThat(value(store, 0, "a")).isNull();
        }
    }

    @Test
    void severalKeysAreReadInTheirOrder(@TempDir Path parent) throws Exception {
        try (WorkingStore store = open(parent, "store")) {
            put(store, 0, "a", "1");
            put(store, 0, "b", "");
            put(store, 1, "c", "of the other space");
            store.stagePut(0, bytes("a"), bytes("staged"));
            List<byte @Nullable []> found = store.getAll(0, List.of(bytes("b"), bytes("c"), bytes("a"), bytes("b")));
            assertThat(found).containsExactly(bytes(""), null, bytes("1"), bytes(""));
        }
    }

    /** More than are read at once, some of them long: from nothing to 19,600 bytes. */
    @Test
    void manyKeysAndLongValuesAreReadTogether(@TempDir Path parent) throws Exception {
        try (WorkingStore store = open(parent, "store")) {
            List<byte[]> keys = new ArrayList<>();
            List<byte @Nullable []> values = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                keys.add(bytes("k".repeat(1 + i)));
                values.add(i % 3 == 1 ? null : bytes("v".repeat(200 * i)));
                if (i % 3 != 1) {
                    store.stagePut(0, bytes("k".repeat(1 + i)), bytes("v".repeat(200 * i)));
                }
            }
            store.apply();
            assertThat(store.getAll(0, keys)).containsExactlyElementsOf(values);
        }
    }

    @Test
    void laterWritesOfOneKeyWinWithinAGroup(@TempDir Path parent) throws Exception {
        try (WorkingStore store = open(parent, "store")) {
            store.stageDelete(0, bytes("a"));
            store.stagePut(0, bytes("a"), bytes("1"));
            store.stagePut(0, bytes("b"), bytes("1"));
            store.stageDelete(0, bytes("b"));
            store.apply();
            assertThat(scan(store, 0, bytes(""))).containsExactly("a=1");
        }
    }

    @Test
    void scansInUnsignedOrderFromAPosition(@TempDir Path parent) throws Exception {
        try (WorkingStore store = open(parent, "store")) {
            for (int b : new int[] {0xff, 0x00, 0x7f, 0x80}) {
                store.stagePut(0, new byte[] {(byte) b}, bytes("x"));
            }
            store.apply();
            assertThat(scan(store, 0, new byte[0])).containsExactly("\0=x", "\u007f=x", "\u0080=x", "\u00ff=x");
            assertThat(scan(store, 0, new byte[] {0x7f, 0})).containsExactly("\u0080=x", "\u00ff=x");
        }
    }

    @Test
    void aScanSeesTheSpaceAsItWas(@TempDir Path parent) throws Exception {
        try (WorkingStore store = open(parent, "store")) {
            put(store, 0, "a", "1");
            put(store, 0, "b", "1");
            try (WorkingStore.Cursor cursor = store.scan(0, bytes(""))) {
                store.stageDelete(0, bytes("a"));
                store.stagePut(0, bytes("b"), bytes("2"));
                store.stagePut(0, bytes("c"), bytes("2"));
                store.apply();
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.key()).isEqualTo(bytes("a"));
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.value()).isEqualTo(bytes("1"));
                assertThat(cursor.next()).isFalse();
            }
            assertThat(scan(store, 0, bytes(""))).containsExactly("b=2", "c=2");
        }
    }

    @Test
    void aCheckpointHoldsWhatWasAppliedAndNothingLater(@TempDir Path parent) throws Exception {
        Path checkpoint = parent.resolve("checkpoint");
        try (WorkingStore store = open(parent, "store")) {
            put(store, 0, "a", "1");
            put(store, 1, "b", "1");
            store.checkpoint(checkpoint);
            put(store, 0, "a", "2");
        }
        try (WorkingStore copy = reopen(checkpoint, parent, SPACES)) {
            assertThat(value(copy, 0, "a")).isEqualTo("1");
            assertThat(value(copy, 1, "b")).isEqualTo("1");
        }
    }

    @Test
    void aTableFileNameNeverMeansOtherContent(@TempDir Path parent) throws Exception {
        Path first = parent.resolve("first");
        Path second = parent.resolve("second");
        Path third = parent.resolve("third");
        try (WorkingStore store = open(parent, "store")) {
            put(store, 0, "a", "1");
            store.checkpoint(first);
            put(store, 0, "a", "2");
            store.checkpoint(second);
        }
        try (WorkingStore copy = reopen(first, parent, SPACES)) {
            put(copy, 1, "a", "3");
            copy.checkpoint(third);
        }
        assertSameTables(first, second);
        assertSameTables(first, third);
        assertThat(Directories.files(third)).hasSizeGreaterThan(1);
    }

    private static void assertSameTables(Path one, Path other) throws Exception {
        for (Path file : Directories.files(one)) {
            Path same = other.resolve(file.getFileName());
            if (file.toString().endsWith(".sst") && Files.exists(same)) {
                assertThat(Arrays.equals(Files.readAllBytes(file), Files.readAllBytes(same)))
                        .as("%s is %s", same, file)
                        .isTrue();
            }
        }
    }

    @Test
    void aSpaceThatWasDroppedDoesNotComeBackWithItsName(@TempDir Path parent) throws Exception {
        Path checkpoint = parent.resolve("checkpoint");
        try (WorkingStore store = open(parent, "store")) {
            put(store, 0, "a", "1");
            put(store, 1, "b", "1");
            store.checkpoint(checkpoint);
        }
        reopen(checkpoint, parent, List.of("second")).close();
        try (WorkingStore again = stores().open(parent.resolve("copy-of-checkpoint"), SPACES)) {
            assertThat(scan(again, 0, bytes(""))).isEmpty();
            assertThat(value(again, 1, "b")).isEqualTo("1");
        }
    }

    @Test
    void spacesThatAreNotNamedAreDropped(@TempDir Path parent) throws Exception {
        Path one = parent.resolve("one");
        Path two = parent.resolve("two");
        try (WorkingStore store = open(parent, "store")) {
            put(store, 0, "a", "1");
            put(store, 1, "b", "1");
            store.checkpoint(one);
        }
        try (WorkingStore copy = reopen(one, parent, List.of("third", "second"))) {
            assertThat(scan(copy, 0, bytes(""))).isEmpty();
            assertThat(value(copy, 1, "b")).isEqualTo("1");
            copy.checkpoint(two);
        }
        try (WorkingStore copy = reopen(two, parent, SPACES)) {
            assertThat(scan(copy, 0, bytes(""))).isEmpty();
            assertThat(value(copy, 1, "b")).isEqualTo("1");
        }
    }
}
