package io.holdfast.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** A number as people read it: with three digits that count, or all of those before the point. */
record Quantity(double value) {

    private static final int DIGITS = 3;

    @Override
    public String toString() {
        if (!Double.isFinite(value)) {
            return "-";
        } else if (Math.abs(value) >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(DIGITS));
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }
}
