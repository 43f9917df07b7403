package io.holdfast.format;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.holdfast.common.Digest;
import io.holdfast.failure.IncompatibleCheckpointException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON: fields in the order of their declaration, digests as hexadecimal strings. Reading ignores unknown
 * fields and requires all known ones that are not left out when they are null; names in {@code requires} that this code does not know stop it first.
 */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Digest.class, new DigestWriter())
                    .addDeserializer(Digest.class, new DigestReader()))
            .annotationIntrospector(new AllRequired())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectReader REQUIREMENTS = MAPPER.readerFor(Requirements.class);

    private Json() {}

    /** Makes what it takes to read and write records of a type, which each does the first time that it is needed. */
    static void prepare(Class<?> type) {
        var unusedReader = MAPPER.readerFor(type);
        var unusedWriter = MAPPER.writerFor(type);
    }

    static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Holdfast bug: cannot write as JSON: " + value, e);
        }
    }

    /** Reads what a file holds; the bytes have passed their checksum. */
    static <T> T read(byte[] json, Class<T> type, FileInput file) {
        try {
            checkFeatures(REQUIREMENTS.readValue(json), file);
            return MAPPER.readValue(json, type);
        } catch (IOException e) {
            throw file.damaged("the JSON of a " + type.getSimpleName(), String.valueOf(e.getMessage()));
        }
    }

    /** What decides whether the rest can be understood at all; said to ignore the rest, Jackson skips it unbuffered. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Requirements(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> requires,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String engineVersion) {}

    /** A field may be missing only if it is left out when it is null. */
    private static final class AllRequired extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasRequiredMarker(AnnotatedMember member) {
            return !member.hasAnnotation(JsonInclude.class);
        }
    }

    private static void checkFeatures(Requirements found, FileInput file) {
        List<String> unknown = new ArrayList<>(found.requires() == null ? List.of() : found.requires());
        unknown.removeAll(FormatVersion.FEATURES);
        if (!unknown.isEmpty()) {
            throw new IncompatibleCheckpointException(file.name() + " was written by Holdfast "
                    + (found.engineVersion() == null ? "of an unknown version" : found.engineVersion())
                    + " and requires features that this version does not know: " + unknown
                    + "; run that version or a newer one");
        }
    }

    private static final class DigestWriter extends StdSerializer<Digest> {

        private static final long serialVersionUID = 1L;

        DigestWriter() {
            super(Digest.class);
        }

        @Override
        public void serialize(Digest digest, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(digest.hex());
        }
    }

    private static final class DigestReader extends StdDeserializer<Digest> {

        private static final long serialVersionUID = 1L;

        DigestReader() {
            super(Digest.class);
        }

        @Override
        public Digest deserialize(JsonParser json, DeserializationContext context) throws IOException {
            try {
                return new Digest(json.getText());
            } catch (IllegalArgumentException e) {
                throw context.weirdStringException(json.getText(), Digest.class, String.valueOf(e.getMessage()));
            }
        }
    }
}
