package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.IncompatibleCheckpointException;
import io.holdfast.failure.UserCodeException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of a value with its deadline. Each test names the mutants of {@link EncodedValues}. */
class EncodedValuesTest {

    private final EncodedValues values = new EncodedValues("o", 3, new PlainValues());

    /** Mutants: the deadline is one off; 0 is none. */
    @Test
    void aDeadlineIsStoredPlusOneAndNoneAsZero() {
        assertThat(values.encode(-1L, StateTable.NO_DEADLINE)).containsExactly(0, 1, 1);
        assertThat(values.encode(-1L, 0)).containsExactly(1, 1, 1);
        for (long deadline : new long[] {0, 1, 1_800_000_000_000L, StateTable.NO_DEADLINE}) {
            byte[] encoded = values.encode("v", deadline);
            assertThat(values.deadlineMillis(encoded)).isEqualTo(deadline);
            assertThat(values.value(new byte[0], encoded)).isEqualTo("v");
        }
    }

    /** Mutants: the length is taken off, or not followed. */
    @Test
    void theUsualLengthFollowsWhatIsEncoded() {
        assertThat(values.usualLength()).isEqualTo(32);
        int length = values.encode("x".repeat(196), StateTable.NO_DEADLINE).length;
        assertThat(length).isEqualTo(200);
        assertThat(values.usualLength()).isEqualTo(32 + (200 - 32) / 8);
    }

    @Test
    void theCodecTellsWhatCanBeChanged() {
        assertThat(values.isImmutable(1L)).isTrue();
        assertThat(values.isImmutable(List.of(1L))).isFalse();
    }

    @Test
    void bytesThatCannotBeReadAreDamageOfAnOperatorInAShard() {
        assertThatThrownBy(() -> values.deadlineMillis(new byte[0]))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll("'o'", "shard 3");
        assertThatThrownBy(() -> values.value(new byte[0], new byte[] {0, 9}))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining("tag 9");
    }

    /** Reads keys, and no values. */
    private static final class FailingValues implements ValueCodec {

        private final RuntimeException failure;

        FailingValues(RuntimeException failure) {
            this.failure = failure;
        }

        @Override
        public void encode(Object value, BytesWriter out) {
            new PlainValues().encode(value, out);
        }

        @Override
        public Object decode(BytesReader in) {
            Object decoded = new PlainValues().decode(in);
            if (decoded instanceof Long) {
                throw failure;
            }
            return decoded;
        }

        @Override
        public boolean isImmutable(Object value) {
            return true;
        }
    }

    /** Mutants: the key is not named, or cut off although it is short, or not although it is long. */
    @Test
    void aValueThatTheCodecRefusesIsNamedByItsKey() {
        for (RuntimeException failure : List.of(
                new UserCodeException("no such field", new IllegalStateException()),
                new IncompatibleCheckpointException("no such field"))) {
            EncodedValues failing = new EncodedValues("o", 3, new FailingValues(failure));
            byte[] value = failing.encode(1L, StateTable.NO_DEADLINE);
            for (int length : new int[] {1, 99, 100, 101}) {
                BytesWriter key = new BytesWriter(16);
                new PlainValues().encode("k".repeat(length), key);
                String shown = "k".repeat(Math.min(length, 100)) + (length > 100 ? "..." : "");
                assertThatThrownBy(() -> failing.value(key.toByteArray(), value))
                        .isInstanceOf(failure.getClass())
                        .hasMessage("state of key " + shown + " of operator 'o': no such field");
            }
            assertThatThrownBy(() -> failing.value(new byte[] {9, 1}, value))
                    .hasMessage("state of key 0x0901 of operator 'o': no such field");
        }
    }

    /** Mutants of {@link ValueCodec#of}. */
    @Test
    void aJobsTypesAreACodecOfValuesButNotOfNull() {
        ValueCodec codec = ValueCodec.of(Types.builder().build());
        BytesWriter out = new BytesWriter(16);
        codec.encode("v", out);
        assertThat(codec.decode(new BytesReader(out.toByteArray()))).isEqualTo("v");
        assertThat(codec.isImmutable("v")).isTrue();
        assertThat(codec.isImmutable(new byte[1])).isFalse();
        BytesWriter none = new BytesWriter(16);
        Types.builder().build().encode(null, none);
        assertThatThrownBy(() -> codec.decode(new BytesReader(none.toByteArray())))
                .isInstanceOf(MalformedBytesException.class);
    }
}
