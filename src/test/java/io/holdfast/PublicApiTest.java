package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Public API is what the pom gives to Javadoc, less members that say {@code @hidden}. It mentions nothing else, and the README names its
 * packages. Planted defects: {@code Digest} is not documented; {@code describedOn} is not hidden; the README forgets a package.
 */
class PublicApiTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern HIDDEN = Pattern.compile("@hidden\\s*\\*/[^(;{]*\\s(\\w+)\\(");

    /** Class to the names of its members that are not for users. */
    private final Map<String, Set<String>> documented = new TreeMap<>();

    PublicApiTest() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String javadoc = pom.substring(pom.indexOf("<sourceFileIncludes>"), pom.indexOf("</sourceFileExcludes>"));
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.map(SOURCES::relativize).toList()) {
                if (matches(file, javadoc, "include") && !matches(file, javadoc, "exclude")) {
                    documented.put(className(file), hidden(SOURCES.resolve(file)));
                }
            }
        }
    }

    private static boolean matches(Path file, String list, String element) {
        return groups(Pattern.compile("<" + element + ">(.*?)</" + element + ">"), list)
                .map(pattern -> pattern.replace("/**/*", "/**")) // Ant's ** is also no directory
                .anyMatch(pattern -> FileSystems.getDefault()
                        .getPathMatcher("glob:" + pattern)
                        .matches(file));
    }

    private static Stream<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map((MatchResult found) -> found.group(1));
    }

    private static String className(Path file) {
        return file.toString().replace(".java", "").replace('/', '.');
    }

    private static Set<String> hidden(Path file) throws IOException {
        return new TreeSet<>(groups(HIDDEN, Files.readString(file)).toList());
    }

    private static boolean isPublic(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static boolean isPublic(JavaClass type) {
        return isPublic(type.getModifiers())
                && type.getEnclosingClass().map(PublicApiTest::isPublic).orElse(true);
    }

    private static String file(JavaClass type) {
        return type.getName().replaceAll("\\$.*", "");
    }

    private static Set<JavaClass> mentioned(JavaMember member) {
        if (member instanceof JavaField field) {
            return field.getType().getAllInvolvedRawTypes();
        }
        JavaCodeUnit called = (JavaCodeUnit) member;
        Set<JavaClass> types = new java.util.HashSet<>(called.getReturnType().getAllInvolvedRawTypes());
        called.getParameterTypes().forEach(type -> types.addAll(type.getAllInvolvedRawTypes()));
        return types;
    }

    @Test
    void whatIsPublicMentionsOnlyWhatIsPublic() {
        JavaClasses ours = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.holdfast");
        List<String> leaks = new ArrayList<>();
        for (JavaClass type : ours) {
            Set<String> hidden = documented.get(file(type));
            if (hidden == null || !isPublic(type)) {
                continue;
            }
            for (JavaMember member : type.getMembers()) {
                if (isPublic(member.getModifiers()) && !hidden.contains(member.getName())) {
                    mentioned(member).stream()
                            .filter(other -> isOursAlone(other.getBaseComponentType()))
                            .forEach(other -> leaks.add(member.getFullName() + " mentions " + other.getName()));
                }
            }
        }
        assertThat(leaks).isEmpty();
    }

    private boolean isOursAlone(JavaClass type) {
        return type.getPackageName().startsWith("io.holdfast") && !documented.containsKey(file(type));
    }

    @Test
    void theReadmeNamesThePackages() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("**Public API**"), readme.indexOf("**Checkpoints**"));
        Set<String> packages = new TreeSet<>();
        documented.keySet().forEach(name -> packages.add(name.substring(0, name.lastIndexOf('.'))));
        assertThat(new TreeSet<>(groups(Pattern.compile("`(io\\.holdfast[a-z.]*)`"), section)
                        .toList()))
                .isEqualTo(packages);
    }
}
