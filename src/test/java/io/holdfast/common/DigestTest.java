package io.holdfast.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {

    /** The test vector of FIPS 180-2. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isSha256OfAllPartsInOrder() {
        byte[] first = "a".getBytes(StandardCharsets.UTF_8);
        byte[] rest = "bc".getBytes(StandardCharsets.UTF_8);
        assertThat(Digest.of(first, rest)).hasToString(OF_ABC).isNotEqualTo(Digest.of(rest, first));
        assertThat(Digest.of(first, rest).shortHex()).isEqualTo("ba7816bf8f01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ba78", "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"})
    void anythingElseIsNoDigest(String hex) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Digest(hex)).withMessageContaining(hex);
    }
}
