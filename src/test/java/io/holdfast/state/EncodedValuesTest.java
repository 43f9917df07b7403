package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.codec.Types;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import io.holdfast.common.MalformedBytesException;
import io.holdfast.failure.CorruptCheckpointException;
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

    /** Mutants: no key is named, or one of a hundred letters is cut. */
    @Test
    void codeThatFailsOnAValueIsToldOfWhichKey() {
        EncodedValues failing = new EncodedValues("totals", 3, new PlainValues() {
            @Override
            public Object decode(BytesReader in) {
                Object value = super.decode(in);
                if (value.equals("poison")) {
                    throw new UserCodeException("the codec failed", new IllegalStateException());
                }
                return value;
            }
        });
        String hundred = "k".repeat(100);
        assertThatThrownBy(() -> failing.value(plain(hundred), values.encode("poison", StateTable.NO_DEADLINE)))
                .isInstanceOf(UserCodeException.class)
                .hasMessage("state of key " + hundred + " of operator 'totals': the codec failed");
        assertThatThrownBy(() -> failing.value(plain(hundred + "k"), values.encode("poison", StateTable.NO_DEADLINE)))
                .hasMessageContaining("of key " + hundred + "... of");
        assertThatThrownBy(() -> failing.value(new byte[] {9}, values.encode("poison", StateTable.NO_DEADLINE)))
                .hasMessageContaining("of key 0x09 of");
    }

    private static byte[] plain(String key) {
        BytesWriter out = new BytesWriter(16);
        new PlainValues().encode(key, out);
        return out.toByteArray();
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
