package io.holdfast.monitor;

/** What a failure says, with what caused it, short enough to be kept and shown. */
final class Causes {

    private static final int CAUSES = 5;
    private static final int CHARACTERS = 2_000;

    private Causes() {}

    static String text(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable cause = failure;
        for (int i = 0; cause != null && i < CAUSES; i++) {
            String says = cause.getClass().getSimpleName() + ": " + cause.getMessage();
            if (!text.toString().contains(String.valueOf(cause.getMessage()))) {
                text.append(text.isEmpty() ? "" : "; caused by ").append(says);
            }
            cause = cause.getCause();
        }
        return text.length() <= CHARACTERS ? text.toString() : text.substring(0, CHARACTERS) + "…";
    }
}
