package io.holdfast.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Keys of the working store, whose order is what scans rest on. */
class StoreKeysTest {

    private static final byte[] KEY = {7, 8};
    private static final int HASH = 0x1234_56ff;

    @Test
    void aValueIsFoundByKeyGroupAndKey() {
        assertThat(StoreKeys.value(KEY, HASH)).containsExactly(0xff, 7, 8);
    }

    @Test
    void aTimerIsFoundByTimeKeyGroupAndKey() {
        byte[] timer = StoreKeys.timer(0x0102_0304_0506_0708L, KEY, HASH);
        assertThat(timer).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 0xff, 7, 8);
        assertThat(StoreKeys.time(timer)).isEqualTo(0x0102_0304_0506_0708L);
    }

    /** Mutants: another time; a key before the one to go on after, or the same. */
    @Test
    void aScanOfTimersStartsAtATimeOrAfterATimer() {
        assertThat(StoreKeys.timersFrom(258)).containsExactly(0, 0, 0, 0, 0, 0, 1, 2);
        assertThat(StoreKeys.after(KEY)).containsExactly(7, 8, 0);
    }
}
