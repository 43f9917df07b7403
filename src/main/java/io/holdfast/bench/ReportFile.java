package io.holdfast.bench;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.failure.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reports as JSON files. */
public final class ReportFile {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    /** A report of all benchmarks has some kilobytes. */
    private static final long MAX_BYTES = 10 << 20;

    private ReportFile() {}

    /** Makes sure, before hours of work, that a report can be written here; leaves what is there. */
    public static void requireWritable(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            throw new ConfigurationException("--json: " + file + " is a directory; name a file");
        } else if (directory == null || !Files.isDirectory(directory)) {
            throw new ConfigurationException("--json: there is no directory " + directory + " for the file; create it");
        } else if (!Files.isWritable(Files.exists(file) ? file : directory)) {
            throw new ConfigurationException("--json: " + file + " cannot be written; name another file");
        }
    }

    public static void write(Report report, Path file) {
        try {
            Files.write(file, MAPPER.writeValueAsBytes(report));
        } catch (IOException e) {
            throw new ConfigurationException("the results cannot be written to " + file + ": " + e, e);
        }
    }

    public static Report read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw damaged(file, "it has " + Files.size(file) + " bytes", null);
            }
            JsonNode json = MAPPER.readTree(Files.readAllBytes(file));
            int format = json.path("benchFormat").asInt(0);
            if (format == 0) {
                throw damaged(file, "it has no benchFormat", null);
            } else if (format != Report.FORMAT) {
                throw new ConfigurationException("--compare: " + file + " has results of format " + format
                        + ", this version reads format " + Report.FORMAT + "; make it again with this version, or"
                        + " compare with the version that wrote it");
            }
            return MAPPER.treeToValue(json, Report.class);
        } catch (JacksonException e) {
            throw damaged(file, e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ConfigurationException("--compare: cannot read " + file + ": " + e, e);
        }
    }

    private static ConfigurationException damaged(Path file, String what, @Nullable Exception cause) {
        String message = "--compare: " + file + " is not a whole file of results, as bench --json writes them: " + what;
        return cause == null ? new ConfigurationException(message) : new ConfigurationException(message, cause);
    }
}
