package io.holdfast.inspect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.holdfast.common.Digest;
import java.time.Instant;

/** What an inspection found, for machines: fields as the records name them, times in ISO 8601, digests in hexadecimal. */
public final class InspectionJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(Digest.class, ToStringSerializer.instance))
            .build();

    private InspectionJson() {}

    /** On several lines, so that people can read it as well. */
    public static String write(Object value) {
        return write(MAPPER.writerWithDefaultPrettyPrinter(), value);
    }

    /** On one line. */
    public static String writeLine(Object value) {
        return write(MAPPER.writer(), value);
    }

    private static String write(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Holdfast bug: cannot write as JSON: " + value, e);
        }
    }
}
