package io.holdfast.driver;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.driver.Preflight.Finding;
import io.holdfast.driver.Preflight.Finding.Subject;
import io.holdfast.driver.Preflight.Finding.Verdict;
import io.holdfast.failure.HoldfastException;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.DeltaEntries;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.Chunk;
import io.holdfast.format.Manifest.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether keys are still the bytes that they were, when classes have changed: the state of a key whose bytes are others now
 * would never be found again, and the job would go on beside it. Looks at the keys that each operator changed last.
 */
final class KeySample {

    private final Types types;
    private final CheckpointReader batches;
    private final Manifest head;

    KeySample(Types types, CheckpointReader batches, Manifest head) {
        this.types = types;
        this.batches = batches;
        this.head = head;
    }

    /** A refusal for each of these operators whose keys have changed. */
    List<Finding> objections(Predicate<String> operators) {
        List<Finding> objections = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        long left = head.states().keySet().stream().filter(operators).count();
        for (long batch = head.batch(); batch >= head.floor() && seen.size() < left; batch--) {
            try (BatchFileReader file = batches.open(batch)) {
                for (Chunk chunk : file.manifest().chunks()) {
                    if (chunk.section() == Section.DELTA && operators.test(chunk.owner()) && seen.add(chunk.owner())) {
                        String objection = objection(file.read(chunk));
                        if (objection != null) {
                            objections.add(refusal(chunk.owner(), objection));
                        }
                    }
                }
            }
        }
        return objections;
    }

    private static Finding refusal(String operator, String objection) {
        return new Finding(
                Subject.OPERATOR,
                operator,
                Verdict.REFUSED,
                "the keys of operator '" + operator + "' are not what they were: " + objection
                        + ". State is found by the bytes of its key, which cannot be migrated: give the class of the keys"
                        + " its old name and shape back, and use a new class under another operator for new keys");
    }

    private @Nullable String objection(byte[] chunk) {
        List<String> objections = new ArrayList<>();
        DeltaEntries.visit(chunk, chunk.length, new DeltaEntries.Visitor() {
            @Override
            public void put(
                    byte[] bytes, int keyOffset, int keyLength, int valueOffset, int valueLength, boolean newTimer) {
                look(bytes, keyOffset, keyLength);
            }

            @Override
            public void delete(byte[] bytes, int keyOffset, int keyLength) {
                look(bytes, keyOffset, keyLength);
            }

            private void look(byte[] bytes, int offset, int length) {
                String objection = objections.isEmpty() ? objection(bytes, offset, length) : null;
                if (objection != null) {
                    objections.add(objection);
                }
            }
        });
        return objections.isEmpty() ? null : objections.get(0);
    }

    private @Nullable String objection(byte[] bytes, int offset, int length) {
        try {
            Object key = types.decode(new BytesReader(bytes, offset, length));
            if (key == null) {
                return "one is null";
            }
            BytesWriter again = new BytesWriter(length);
            types.encodeKey(key, again);
            boolean same = Arrays.equals(again.array(), 0, again.size(), bytes, offset, offset + length);
            return same ? null : "one reads " + key + ", whose bytes are others now";
        } catch (HoldfastException | MalformedBytesException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
