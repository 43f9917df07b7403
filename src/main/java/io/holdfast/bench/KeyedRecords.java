package io.holdfast.bench;

import io.holdfast.model.Pair;
import io.holdfast.source.generator.GeneratorSource;
import java.util.random.RandomGenerator;

/** The records of the keyed count: keys of 8 to 14 bytes, values of 100. */
final class KeyedRecords {

    static final int SPLITS = 4;

    private static final int VALUE_BYTES = 100;

    /** Makes the shortest keys long enough. */
    private static final long FIRST_NUMBER = 1_000;

    private KeyedRecords() {}

    static KeyNumbers numbers(long keys, boolean zipf) {
        return zipf ? new ZipfNumbers(keys) : KeyNumbers.uniform(keys);
    }

    static String key(long number) {
        return "key-" + (FIRST_NUMBER + number);
    }

    static byte[] value(RandomGenerator random) {
        byte[] value = new byte[VALUE_BYTES];
        random.nextBytes(value);
        return value;
    }

    /** All of them wait from the beginning. Nobody looks into the values, so they are left empty: making records must cost little. */
    static GeneratorSource<Pair<String, Entry>> source(Settings settings) {
        KeyNumbers numbers = numbers(settings.keys(), settings.flag("zipf"));
        return GeneratorSource.<Pair<String, Entry>>of((split, offset, random) ->
                        Pair.of(key(numbers.next(random)), new Entry(new byte[VALUE_BYTES], offset)))
                .splits(SPLITS)
                .recordsPerSecond(GeneratorSource.MAX_RECORDS_PER_SECOND)
                .records(settings.records());
    }
}
