package io.holdfast.bench;

import java.util.random.RandomGenerator;

/**
 * Keys of which the n-th is drawn with a probability proportional to 1/n, exactly, without a table.
 *
 * <p>Rejection-inversion: W. Hörmann and G. Derflinger, "Rejection-inversion to generate variates from monotone discrete
 * distributions", ACM Transactions on Modeling and Computer Simulation 6(3), 1996, for the exponent 1. A point is drawn under the
 * curve 1/x, by inverting its integral, the logarithm; it belongs to the nearest whole number n. Of the area that belongs to n, which
 * is more than 1/n, a part as large as 1/n is accepted: that of the largest integrals.
 */
final class ZipfNumbers implements KeyNumbers {

    private static final long serialVersionUID = 1L;

    private final long keys;
    private final double least;
    private final double most;

    /** Up to this distance below its number a point is always accepted: less to compute for most of them. */
    private final double sure;

    ZipfNumbers(long keys) {
        this.keys = keys;
        // All that belongs to 1 is accepted, so its area is cut down to 1.
        least = Math.log(1.5) - 1;
        most = Math.log(keys + 0.5);
        sure = 2 - Math.exp(Math.log(2.5) - 1 / 2.0);
    }

    @Override
    public long next(RandomGenerator random) {
        while (true) {
            double area = least + random.nextDouble() * (most - least);
            double point = Math.exp(area);
            long number = Math.min(keys, Math.max(1, Math.round(point)));
            if (number - point <= sure || area >= Math.log(number + 0.5) - 1.0 / number) {
                return number - 1;
            }
        }
    }
}
