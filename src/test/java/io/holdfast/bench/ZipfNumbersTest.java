package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Planted defects: points accepted without a look; too small an area for the first number. */
class ZipfNumbersTest {

    private static final int DRAWS = 2_000_000;

    /** Each number is drawn as often as 1/n says, but for five standard deviations. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 1_000})
    void drawsEachNumberAsOftenAsItShould(int keys) {
        ZipfNumbers numbers = new ZipfNumbers(keys);
        SplittableRandom random = new SplittableRandom(7);
        long[] drawn = new long[keys];
        for (int draw = 0; draw < DRAWS; draw++) {
            drawn[(int) numbers.next(random)]++;
        }
        double all = LongStream.rangeClosed(1, keys).mapToDouble(n -> 1.0 / n).sum();
        for (int number = 0; number < keys; number++) {
            double probability = 1.0 / (number + 1) / all;
            double deviation = Math.sqrt(DRAWS * probability * (1 - probability));
            assertThat((double) drawn[number])
                    .as("number %d", number)
                    .isCloseTo(DRAWS * probability, within(5 * deviation));
        }
    }

    @Test
    void drawsOfABillion() {
        ZipfNumbers numbers = new ZipfNumbers(1_000_000_000);
        SplittableRandom random = new SplittableRandom(7);
        assertThat(LongStream.generate(() -> numbers.next(random)).limit(100_000))
                .allMatch(number -> number >= 0 && number < 1_000_000_000)
                .anyMatch(number -> number > 900_000_000);
    }
}
