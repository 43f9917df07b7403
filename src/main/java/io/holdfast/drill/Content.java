package io.holdfast.drill;

import io.holdfast.codec.StoredValues;
import io.holdfast.common.BytesReader;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.drill.Comparison.Difference;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.DeltaEntries;
import io.holdfast.format.Manifest.Chunk;
import io.holdfast.format.Manifest.Section;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one operator or sink has in one batch file, in a form that can be compared. */
sealed interface Content {

    /** How many records or keys there are. */
    long items();

    /** The first place where another content differs from this one; empty if none does. */
    Optional<Difference> difference(long batch, Content found);

    /** Whether the other has the same, perhaps in another order. */
    boolean sameButForOrder(Content found);

    /** The output of a sink, in order. */
    record Output(List<byte[]> records) implements Content {

        static Output of(BatchFileReader file, String sink) {
            return new Output(SealedOutbox.records(file, sink));
        }

        @Override
        public long items() {
            return records.size();
        }

        @Override
        public Optional<Difference> difference(long batch, Content found) {
            List<byte[]> others = ((Output) found).records;
            for (int i = 0; i < Math.max(records.size(), others.size()); i++) {
                byte[] mine = i < records.size() ? records.get(i) : null;
                byte[] other = i < others.size() ? others.get(i) : null;
                if (!Arrays.equals(mine, other)) {
                    return Optional.of(new Difference(batch, "record " + i, print(mine), print(other)));
                }
            }
            return Optional.empty();
        }

        @Override
        public boolean sameButForOrder(Content found) {
            return sorted(records).equals(sorted(((Output) found).records));
        }

        private static List<String> sorted(List<byte[]> records) {
            List<String> texts =
                    new ArrayList<>(records.stream().map(Content::exact).toList());
            Collections.sort(texts);
            return texts;
        }
    }

    /**
     * The changes of an operator's state: of each key, the last.
     *
     * @param changes by the bytes of the key, one character each; null for a key that has no state any more
     * @param values what keys and values are, for people
     */
    record State(TreeMap<String, byte @Nullable []> changes, StoredValues values) implements Content {

        static State of(BatchFileReader file, String operator) {
            TreeMap<String, byte @Nullable []> changes = new TreeMap<>();
            for (Chunk chunk : file.chunks(Section.DELTA, operator)) {
                file.visitDelta(chunk, new Collector(changes));
            }
            return new State(changes, StoredValues.of(file.manifest().schemas()));
        }

        @Override
        public long items() {
            return changes.size();
        }

        @Override
        public Optional<Difference> difference(long batch, Content found) {
            TreeMap<String, byte @Nullable []> others = ((State) found).changes;
            TreeSet<String> keys = new TreeSet<>(changes.keySet());
            keys.addAll(others.keySet());
            for (String key : keys) {
                boolean same = changes.containsKey(key) == others.containsKey(key)
                        && Arrays.equals(changes.get(key), others.get(key));
                if (!same) {
                    String place = "key \"" + text(bytes(key), false) + "\"";
                    return Optional.of(new Difference(batch, place, describe(changes, key), describe(others, key)));
                }
            }
            return Optional.empty();
        }

        private String describe(TreeMap<String, byte @Nullable []> changes, String key) {
            if (!changes.containsKey(key)) {
                return "no change";
            }
            byte[] value = changes.get(key);
            return value == null ? "its removal" : text(value, true);
        }

        /** The value, and with which deadline if there is one; bytes that are none as they are. */
        private String text(byte[] bytes, boolean withDeadline) {
            try {
                BytesReader in = new BytesReader(bytes);
                long deadline = withDeadline ? in.readVarLong() - 1 : -1;
                String text = Printable.shortened(values.read(in).toString());
                return deadline < 0 ? text : text + " until " + Instant.ofEpochMilli(deadline);
            } catch (MalformedBytesException e) {
                return Printable.of(bytes);
            }
        }

        @Override
        public boolean sameButForOrder(Content found) {
            return difference(0, found).isEmpty();
        }
    }

    /** Takes entries of a delta in order, so that the last of a key stays. */
    record Collector(TreeMap<String, byte @Nullable []> changes) implements DeltaEntries.Visitor {

        @Override
        public void put(
                byte[] bytes, int keyOffset, int keyLength, int valueOffset, int valueLength, boolean newTimer) {
            changes.put(
                    exact(Arrays.copyOfRange(bytes, keyOffset, keyOffset + keyLength)),
                    Arrays.copyOfRange(bytes, valueOffset, valueOffset + valueLength));
        }

        @Override
        public void delete(byte[] bytes, int keyOffset, int keyLength) {
            changes.put(exact(Arrays.copyOfRange(bytes, keyOffset, keyOffset + keyLength)), null);
        }
    }

    private static String exact(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String exact) {
        return exact.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static @Nullable String print(byte @Nullable [] bytes) {
        return bytes == null ? null : Printable.of(bytes);
    }
}
