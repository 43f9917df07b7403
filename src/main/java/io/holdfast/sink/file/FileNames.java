package io.holdfast.sink.file;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All names in the target directory. Readers pass over those that start with a dot or an underscore.
 *
 * <pre>
 * 7f3a-00000000000000000042/part-00000.txt    the records of batch 42 of timeline 7f3a
 * 7f3a-00000000000000000042/_manifest         what batch it is
 * _marker                                     the last batch published
 * .staging-…                                  what is being written
 * </pre>
 */
final class FileNames {

    static final String MANIFEST = "_manifest";
    static final String MARKER = "_marker";

    /** How names of object files end. */
    static final String OBJECTS = ".objects";

    private static final String STAGING_PREFIX = ".staging-";
    private static final Pattern BATCH = Pattern.compile("(.+)-([0-9]{20})");

    private FileNames() {}

    static String batch(String timeline, long batch) {
        return String.format(Locale.ROOT, "%s-%020d", timeline, batch);
    }

    /** The batch that a directory of this name holds, if it is of this timeline. */
    static OptionalLong batchOf(String name, String timeline) {
        Matcher matcher = BATCH.matcher(name);
        return matcher.matches() && matcher.group(1).equals(timeline)
                ? OptionalLong.of(Long.parseLong(matcher.group(2)))
                : OptionalLong.empty();
    }

    /** What sorts names of batches by the batch, then by the timeline; empty for other names. */
    static Optional<String> orderOf(String name) {
        Matcher matcher = BATCH.matcher(name);
        return matcher.matches() && !isStaging(name)
                ? Optional.of(matcher.group(2) + matcher.group(1))
                : Optional.empty();
    }

    static String part(String suffix) {
        return "part-00000" + suffix;
    }

    static String staging(String nonce, String finalName) {
        return STAGING_PREFIX + nonce + "-" + finalName;
    }

    static boolean isStaging(String name) {
        return name.startsWith(STAGING_PREFIX);
    }
}
