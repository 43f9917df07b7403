package io.holdfast.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairSharesTest {

    @Test
    void givesEverythingIfTheLimitAllows() {
        assertThat(FairShares.of(new long[] {3, 0, 5}, 100, 0)).containsExactly(3, 0, 5);
    }

    @Test
    void leavesToTheLargeOnesWhatTheSmallOnesDoNotNeed() {
        assertThat(FairShares.of(new long[] {1, 100, 100}, 21, 0)).containsExactly(1, 10, 10);
    }

    @Test
    void servesOthersFirstNextTimeWhenThereIsTooLittleForAll() {
        long[] total = new long[4];
        for (int rotation = 0; rotation < 4; rotation++) {
            long[] shares = FairShares.of(new long[] {9, 9, 9, 9}, 1, rotation);
            Arrays.setAll(total, i -> total[i] + shares[i]);
        }
        assertThat(total).containsExactly(1, 1, 1, 1);
    }

    @Test
    void givesNothingWithoutALimitToGive() {
        assertThat(FairShares.of(new long[] {9}, 0, 0)).containsExactly(0);
        assertThat(FairShares.of(new long[] {9}, -5, 0)).containsExactly(0);
        assertThat(FairShares.of(new long[0], 5, 3)).isEmpty();
    }

    @Test
    void usesUpTheLimitAndNeverGivesMoreThanThereIs() {
        Random random = new Random(7);
        for (int run = 0; run < 1000; run++) {
            long[] available = random.longs(1 + random.nextInt(8), 0, 50).toArray();
            long limit = random.nextInt(200);
            long[] shares = FairShares.of(available, limit, random.nextInt());
            assertThat(Arrays.stream(shares).sum())
                    .isEqualTo(Math.min(limit, Arrays.stream(available).sum()));
            for (int i = 0; i < shares.length; i++) {
                assertThat(shares[i]).isBetween(0L, available[i]);
            }
        }
    }
}
