package io.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.holdfast.bench.Comparison.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Planted defects: better and worse mixed up; medians compared instead of all rounds; the range from the wrong ends. */
class ComparisonTest {

    private static Figure figure(boolean moreIsBetter, Double... rounds) {
        return new Figure("speed", "m/s", moreIsBetter, List.of(rounds));
    }

    @Test
    void isTheRatioOfMediansWithTheRangeThatTheSpreadsAllow() {
        Comparison comparison = new Comparison(figure(true, 100.0, 80.0, 125.0), figure(true, 200.0, 150.0, 160.0));
        assertThat(comparison.ratio()).isEqualTo(1.6);
        assertThat(comparison.least()).isEqualTo(1.2);
        assertThat(comparison.most()).isEqualTo(2.5);
    }

    @Test
    void seesADifferenceOnlyIfAllRoundsOfOneAreBeyondAllOfTheOther() {
        Figure before = figure(true, 100.0, 110.0, 120.0);
        assertThat(new Comparison(before, figure(true, 121.0, 130.0, 140.0)).verdict())
                .isEqualTo(Verdict.BETTER);
        assertThat(new Comparison(before, figure(true, 119.0, 130.0, 140.0)).verdict())
                .isEqualTo(Verdict.WITHIN_SPREAD);
        assertThat(new Comparison(before, figure(true, 99.0, 50.0, 60.0)).verdict())
                .isEqualTo(Verdict.WORSE);
        assertThat(new Comparison(before, figure(true, 115.0, 111.0)).verdict()).isEqualTo(Verdict.WITHIN_SPREAD);
    }

    @Test
    void lessMayBeBetter() {
        Figure before = figure(false, 10.0, 11.0);
        assertThat(new Comparison(before, figure(false, 8.0, 9.0)).verdict()).isEqualTo(Verdict.BETTER);
        assertThat(new Comparison(before, figure(false, 12.0, 13.0)).verdict()).isEqualTo(Verdict.WORSE);
    }

    @Test
    void oneRoundHasNoSpread() {
        assertThat(new Comparison(figure(true, 10.0), figure(true, 20.0, 21.0)).verdict())
                .isEqualTo(Verdict.SPREAD_UNKNOWN);
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertThat(figure(true, 4.0, 1.0, 2.0, 9.0).median()).isEqualTo(3.0);
        assertThat(figure(true, 4.0, 1.0, 9.0).median()).isEqualTo(4.0);
    }

    @Test
    void aFigureHasANumberOfEachRound() {
        assertThatThrownBy(() -> figure(true)).hasMessageContaining("'speed' needs a number");
        assertThatThrownBy(() -> figure(true, Double.NaN)).hasMessageContaining("'speed' needs a number");
    }

    @Test
    void figuresAreThoseOfTheRoundsByName() {
        List<Figure> figures = Figure.of(List.of(
                List.of(Measurement.more("a", "x", 1), Measurement.less("b", "y", 2)),
                List.of(Measurement.more("a", "x", 3), Measurement.less("b", "y", 4))));
        assertThat(figures)
                .containsExactly(
                        new Figure("a", "x", true, List.of(1.0, 3.0)), new Figure("b", "y", false, List.of(2.0, 4.0)));
    }

    @Test
    void percentilesAreTimesThatWereMeasured() {
        Times times = new Times();
        for (int millis = 5_000; millis >= 1; millis--) {
            times.add(millis * 1_000_000L);
        }
        Percentiles percentiles = times.percentiles();
        assertThat(percentiles.p50()).isCloseTo(2_500, within(1e-9));
        assertThat(percentiles.p99()).isCloseTo(4_950, within(1e-9));
        assertThat(percentiles.max()).isCloseTo(5_000, within(1e-9));
        assertThat(new Times().percentiles()).isEqualTo(new Percentiles(0, 0, 0));
    }
}
