package io.holdfast.source.file;

import io.holdfast.failure.ConfigurationException;
import io.holdfast.source.LineCharset;
import io.holdfast.source.Source;
import io.holdfast.source.SourceContext;
import io.holdfast.source.SourceReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The lines of the text files of a directory; each file is read exactly once, whatever its modification time.
 *
 * <p>Only complete files may appear: write a file elsewhere on the same file system, or under a name that is passed
 * over, then rename it. Passed over are names that start with {@code .} or {@code _} or end with {@code .tmp}, for
 * directories too. A file that was read must not change; a file that was not read to its end must stay. Either stops
 * the job with the name of the file. A file read to its end may be removed, or be replaced by renaming another over
 * it, which is then a new file. A file renamed after it was read is a new file as well.
 *
 * <p>A line ends with LF or CR LF, the last one also with the file. The offset of a line is that of its first byte.
 *
 * <p>Every file is remembered, in every batch, for as long as it is there and some time after: move files away that
 * are done with. Immutable; the methods that set something return a new source.
 */
public final class TextFileSource implements Source<String> {

    private final TextFileOptions options;

    private TextFileSource(TextFileOptions options) {
        this.options = options;
    }

    /** The UTF-8 files of a directory of the local file system, without those of directories in it. */
    public static TextFileSource of(Path directory) {
        return new TextFileSource(new TextFileOptions(
                directory.toAbsolutePath().normalize().toString(),
                StandardCharsets.UTF_8.name(),
                "*",
                false,
                Duration.ofDays(7),
                Duration.ofSeconds(1),
                16 * 1024 * 1024));
    }

    /** How bytes become characters; default UTF-8. Must write line ends as ASCII does, so not UTF-16. */
    public TextFileSource charset(Charset charset) {
        return new TextFileSource(options.withCharset(LineCharset.require(charset, "a text file source")));
    }

    /** Which files to read, by a glob over the name without directories, such as {@code *.csv}; default all. */
    public TextFileSource pattern(String glob) {
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("option pattern of a text file source must be a glob, found " + glob, e);
        }
        return new TextFileSource(options.withGlob(glob));
    }

    /** Reads the files of directories in the directory too; symbolic links to directories are not followed. */
    public TextFileSource recursive() {
        return new TextFileSource(options.withRecursive(true));
    }

    /**
     * How long a file that was read and is gone stays remembered; default 7 days. If it comes back within that time,
     * it is not read again.
     */
    public TextFileSource rememberFor(Duration duration) {
        require(!duration.isNegative(), "rememberFor", duration, "zero or more");
        return new TextFileSource(options.withRememberFor(duration));
    }

    /** How long to wait between looks into the directory; default 1 second. */
    public TextFileSource scanInterval(Duration interval) {
        require(!interval.isNegative(), "scanInterval", interval, "zero or more");
        return new TextFileSource(options.withScanInterval(interval));
    }

    /** The longest line, in bytes without its end; default 16 MB. A longer one stops the job. */
    public TextFileSource maxLineBytes(int bytes) {
        require(bytes >= 1 && bytes <= 1 << 30, "maxLineBytes", bytes, "from 1 to 1073741824");
        return new TextFileSource(options.withMaxLineBytes(bytes));
    }

    private static void require(boolean condition, String option, Object value, String expected) {
        if (!condition) {
            throw new ConfigurationException(
                    "option " + option + " of a text file source must be " + expected + ", found " + value);
        }
    }

    @Override
    public String kind() {
        return "textFiles";
    }

    @Override
    public SourceReader<String> open(SourceContext context) {
        return new TextFileReader(context, options);
    }
}
