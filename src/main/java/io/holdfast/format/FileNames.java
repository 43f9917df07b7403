package io.holdfast.format;

import io.holdfast.common.Digest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every name in a checkpoint directory is built and parsed here. Parsers take the name without its directory and
 * return empty for a name that this class did not build.
 */
public final class FileNames {

    public static final String BATCHES = "batches";
    public static final String EPOCHS = "epochs";
    public static final String SNAPSHOTS = "snapshots";
    public static final String FILES = "files";
    public static final String TEMPORARY = "tmp";
    public static final String PINS = "pins";

    /** What a repair has moved out of the way: for people, never evidence. */
    public static final String ASIDE = "aside";

    /** Keeps a second process from starting by mistake. */
    public static final String LOCK = "lock";

    /** Scratch of the process that runs here, when the checkpoint is on a local disk. Never evidence. */
    public static final String WORK = "work";

    /** The directories that a checkpoint consists of. */
    public static final Set<String> DIRECTORIES = Set.of(BATCHES, EPOCHS, SNAPSHOTS, FILES, TEMPORARY, PINS);

    private static final int DIGITS = 20;

    private static final Pattern BATCH = Pattern.compile("(\\d{20})\\.batch");
    private static final Pattern EPOCH = Pattern.compile("(\\d{20})\\.epoch");
    private static final Pattern SNAPSHOT = Pattern.compile("([0-9a-f]{64})\\.snapshot");
    private static final Pattern PIN = Pattern.compile("([0-9A-Za-z][0-9A-Za-z._-]{0,99})\\.pin");
    private static final Pattern STORED = Pattern.compile("(\\d{20})-(\\d+)-([0-9A-Za-z.]+)-(.+)");
    private static final Pattern ASIDE_FILE = Pattern.compile("(\\d{20})-.+");
    private static final Pattern TEMPORARY_FILE = Pattern.compile("(\\d{20})-([0-9A-Za-z.]+)-(\\d+)-(.+)");

    private FileNames() {}

    public static String batch(long batch) {
        return BATCHES + "/" + digits(batch) + ".batch";
    }

    public static OptionalLong parseBatch(String name) {
        return number(BATCH.matcher(name));
    }

    public static String epoch(long epoch) {
        return EPOCHS + "/" + digits(epoch) + ".epoch";
    }

    public static OptionalLong parseEpoch(String name) {
        return number(EPOCH.matcher(name));
    }

    public static String snapshot(Digest descriptor) {
        return SNAPSHOTS + "/" + descriptor.hex() + ".snapshot";
    }

    public static Optional<Digest> parseSnapshot(String name) {
        Matcher matcher = SNAPSHOT.matcher(name);
        return matcher.matches() ? Optional.of(new Digest(matcher.group(1))) : Optional.empty();
    }

    /** Up to 100 letters, digits, dots, dashes and underscores, of which the first is a letter or a digit. */
    public static boolean isPinName(String name) {
        return PIN.matcher(name + ".pin").matches();
    }

    public static String pin(String name) {
        return PINS + "/" + name + ".pin";
    }

    public static Optional<String> parsePin(String name) {
        Matcher matcher = PIN.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The path of a stored file of a snapshot. */
    public static String file(String storedName) {
        return FILES + "/" + storedName;
    }

    /**
     * A name in {@link #FILES} that is never given to other content.
     *
     * @param epoch the epoch of the process that stores the file
     * @param nonce letters and digits; with the name, unique within epoch and shard
     * @param name the name in the working copy
     */
    public static String storedName(long epoch, int shard, String nonce, String name) {
        return digits(epoch) + "-" + shard + "-" + nonce + "-" + name;
    }

    /** The epoch of the process that stored a file under this name. */
    public static OptionalLong parseStoredEpoch(String storedName) {
        return number(STORED.matcher(storedName));
    }

    /**
     * The path under which a file is written before it is published.
     *
     * @param nonce letters, digits and dots; with the attempt, unique within the epoch
     * @param path the path that it is to be published as
     */
    public static String temporary(long epoch, String nonce, int attempt, String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return TEMPORARY + "/" + digits(epoch) + "-" + nonce + "-" + attempt + "-" + name;
    }

    /** The epoch of the process that wrote a temporary file. */
    public static OptionalLong parseTemporaryEpoch(String name) {
        return number(TEMPORARY_FILE.matcher(name));
    }

    /**
     * Where a repair moves a file.
     *
     * @param epoch the epoch of the repair
     * @param path the path that the file had
     */
    public static String aside(long epoch, String path) {
        return ASIDE + "/" + digits(epoch) + "-" + path.replace('/', '-');
    }

    /** The epoch of the repair that moved a file aside. */
    public static OptionalLong parseAsideEpoch(String name) {
        return number(ASIDE_FILE.matcher(name));
    }

    /** The directory of a path. */
    public static String directory(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String digits(long number) {
        String digits = Long.toString(number);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** Twenty digits can say more than a long holds; such a name is none of ours. */
    private static OptionalLong number(Matcher matcher) {
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(matcher.group(1)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
