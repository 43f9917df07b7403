package io.holdfast.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.StreamingContextBuilder;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeps the reference in the README true. Planted: a default that is changed in the declaration only. */
class ReferenceTest {

    @Test
    void theReadmeHasTheReferenceAsItIsDeclared() throws IOException {
        assertThat(Files.readString(Path.of("README.md")).contains(Reference.markdown()))
                .as("README.md has this table:%n%s", Reference.markdown())
                .isTrue();
    }

    @Test
    void theBuilderHasAllMethodsThatTheReferenceNames() {
        List<String> methods = Arrays.stream(StreamingContextBuilder.class.getMethods())
                .map(Method::getName)
                .toList();
        assertThat(Keys.ALL).filteredOn(key -> !key.method().isEmpty()).allSatisfy(key -> assertThat(methods)
                .contains(key.method()));
    }

    @Test
    void eachKeyIsDeclaredOnceAndHasItsOwnVariable() {
        assertThat(Keys.ALL).extracting(Key::name).doesNotHaveDuplicates();
        assertThat(Keys.ALL).extracting(Key::variable).doesNotHaveDuplicates();
        assertThat(Keys.class.getFields())
                .filteredOn(field -> field.getType() == Key.class)
                .hasSameSizeAs(Keys.ALL);
    }

    @Test
    void defaultsKeepTheirOwnBounds() {
        Keys.ALL.forEach(ReferenceTest::keepsItsBounds);
    }

    private static <T> void keepsItsBounds(Key<T> key) {
        T fallback = key.fallback();
        if (fallback != null) {
            assertThat(key.problem(fallback)).isEmpty();
        }
    }
}
