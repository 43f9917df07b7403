package io.holdfast.cli;

import java.util.Locale;

/** A number of bytes as people read it, in powers of 1000. */
record Bytes(double count) {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    @Override
    public String toString() {
        double value = count;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0
                ? String.format(Locale.ROOT, "%.0f B", value)
                : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
