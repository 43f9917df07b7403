package io.holdfast.kafka;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What names of topics look like, and which of them look alike. */
public final class TopicNames {

    /** What Kafka demands of a name. */
    public static final String RULE = "1 to 249 letters, digits, '.', '_' or '-'";

    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final int SUGGESTIONS = 5;

    private TopicNames() {}

    /** Whether Kafka accepts the name. */
    public static boolean isLegal(String name) {
        return LEGAL.matcher(name).matches() && !name.equals(".") && !name.equals("..");
    }

    /** Says which existing topics somebody who wrote this name may have meant, as the end of a message. */
    public static String hint(String missing, Collection<String> existing) {
        List<String> similar = existing.stream()
                .filter(name -> distance(missing, name) <= Math.max(2, missing.length() / 3))
                .sorted(Comparator.<String>comparingInt(name -> distance(missing, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(SUGGESTIONS)
                .toList();
        return similar.isEmpty()
                ? "; none of the " + existing.size() + " existing topics has a similar name"
                : "; did you mean " + String.join(" or ", similar) + "?";
    }

    /** The number of letters to insert, delete or replace, with case ignored. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
