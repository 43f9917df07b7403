package io.holdfast.source.generator;

import static io.holdfast.source.generator.GeneratorOptions.UNLIMITED;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourceReader;
import java.util.Objects;

/**
 * Records made up by a function: for load, demonstrations and tests. Each record depends on its split, its offset and
 * the seed alone, so any range can be made again.
 *
 * <p>With a rate, records become available as time goes by since the job started, and go on from where the last run
 * ended: time while the job was down makes none. Without one, a batch reads as much as its record limit says, at most
 * a million records.
 *
 * <p>Immutable; the methods that set something return a new source.
 *
 * @param <T> the type of its records
 */
public final class GeneratorSource<T> implements Source<T> {

    /** The highest rate, in records per second. */
    public static final long MAX_RECORDS_PER_SECOND = 1_000_000_000L;

    private static final GeneratorOptions DEFAULTS = new GeneratorOptions(1, UNLIMITED, UNLIMITED, 42);

    private final RecordFunction<T> function;
    private final GeneratorOptions options;

    private GeneratorSource(RecordFunction<T> function, GeneratorOptions options) {
        this.function = Objects.requireNonNull(function);
        this.options = options;
    }

    /** One split, no rate, no end, and a fixed seed. */
    public static <T> GeneratorSource<T> of(RecordFunction<T> function) {
        return new GeneratorSource<>(function, DEFAULTS);
    }

    /** The number of splits; default 1. Cannot change while a checkpoint exists. */
    public GeneratorSource<T> splits(int splits) {
        require(splits >= 1, "splits", splits, "at least 1");
        return with(new GeneratorOptions(splits, options.recordsPerSecond(), options.records(), options.seed()));
    }

    /** The rate of all splits together, in records per second; default: none. */
    public GeneratorSource<T> recordsPerSecond(long rate) {
        require(rate >= 1 && rate <= MAX_RECORDS_PER_SECOND, "recordsPerSecond", rate, "from 1 to a billion");
        return with(new GeneratorOptions(options.splits(), rate, options.records(), options.seed()));
    }

    /** The number of records of all splits together, after which the source ends; default: no end. */
    public GeneratorSource<T> records(long records) {
        require(records >= 0, "records", records, "at least 0");
        return with(new GeneratorOptions(options.splits(), options.recordsPerSecond(), records, options.seed()));
    }

    /** Where the randomness starts; default 42. */
    public GeneratorSource<T> seed(long seed) {
        return with(new GeneratorOptions(options.splits(), options.recordsPerSecond(), options.records(), seed));
    }

    private GeneratorSource<T> with(GeneratorOptions changed) {
        return new GeneratorSource<>(function, changed);
    }

    private static void require(boolean condition, String option, long value, String expected) {
        if (!condition) {
            throw new ConfigurationException(
                    "option " + option + " of a generator source must be " + expected + ", found " + value);
        }
    }

    @Override
    public String kind() {
        return "generator";
    }

    @Override
    public SourceReader<T> open(SourceContext context) {
        return new GeneratorReader<>(context, function, options);
    }
}
