package io.holdfast.demo;

import java.util.List;
import java.util.Optional;

/** What happened in a category, in a batch or since the beginning. */
record Sales(Category category, long clicks, long cents) {

    static Sales of(Click click) {
        return new Sales(click.category(), 1, click.cents());
    }

    Sales plus(Sales other) {
        return new Sales(category, clicks + other.clicks, cents + other.cents);
    }

    /** What {@code updateStateByKey} does: adds what is new to the running total. */
    static Optional<Sales> running(List<Sales> added, Optional<Sales> total) {
        Sales sum = total.orElse(null);
        for (Sales sales : added) {
            sum = sum == null ? sales : sum.plus(sales);
        }
        return Optional.ofNullable(sum);
    }

    /** A line: category, clicks, cents. */
    String line() {
        return category.title() + "," + clicks + "," + cents;
    }
}
