package io.holdfast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShopTest {

    @Test
    void makesTheSameClickAtTheSamePlace() {
        Click click = new Shop(20_000, 100_000, Duration.ofSeconds(20)).click(3, 123_456);
        assertThat(new Shop(20_000, 100_000, Duration.ofSeconds(20)).click(3, 123_456))
                .isEqualTo(click);
        assertThat(click.split()).isEqualTo(3);
        assertThat(click.offset()).isEqualTo(123_456);
    }

    @Test
    void findsClicksAgainInATopic() {
        Click click = new Click(1, 2, 3, Category.GARDEN, 456);
        assertThat(Click.parse(1, 2, "3", click.text())).isEqualTo(click);
    }

    /** Sessions end because visitors stay away for more than the idle time, at any rate and for any number of them. */
    @ParameterizedTest
    @CsvSource({"20000,100000,20", "4,100,1", "200,100,20", "100000,1000,5", "20000,1000000,60"})
    void letsEveryVisitorLeaveForLongerThanASessionLasts(long rate, long visitors, long idleSeconds) {
        Shop shop = new Shop(rate, visitors, Duration.ofSeconds(idleSeconds));
        double clicksPerSecond = (double) rate / Shop.SPLITS;
        long clicks = (long) Math.min(2_000_000, clicksPerSecond * (15 + 3 * idleSeconds) * 3 + 5000);
        Map<Long, Long> latest = new HashMap<>();
        Map<Long, Integer> visits = new HashMap<>();
        double longestVisit = 0;
        Map<Long, Long> began = new HashMap<>();
        for (long offset = 0; offset < clicks; offset++) {
            long visitor = shop.click(1, offset).visitor();
            assertThat(visitor % Shop.SPLITS).isEqualTo(1);
            Long before = latest.put(visitor, offset);
            if (before == null || (offset - before) / clicksPerSecond > idleSeconds) {
                visits.merge(visitor, 1, Integer::sum);
                began.put(visitor, offset);
            }
            longestVisit = Math.max(longestVisit, (offset - began.getOrDefault(visitor, offset)) / clicksPerSecond);
        }
        assertThat(visits.size()).isLessThanOrEqualTo((int) (visitors / Shop.SPLITS));
        assertThat(longestVisit).as("seconds of the longest visit").isLessThan(60);
    }
}
