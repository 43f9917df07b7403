package io.holdfast.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NoncesTest {

    /** Mutants: no name; one that is given twice. */
    @Test
    void aNameIsTheNumberOfItsProcessAndOneOfItsOwn() {
        Nonces nonces = new Nonces(() -> 42);
        assertThat(nonces.next()).isEqualTo("000000000000002a.0");
        assertThat(nonces.next()).isEqualTo("000000000000002a.1");
    }
}
