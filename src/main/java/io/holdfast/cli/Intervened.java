package io.holdfast.cli;

import io.holdfast.format.Manifest;

/** In a line, what a person did. */
record Intervened(Manifest.Intervention what) {

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (what.from() != null) {
            text.append("copied from batch ").append(what.from().batch()).append(" of ");
            text.append(what.from().directory())
                    .append(" (timeline ")
                    .append(what.from().timeline())
                    .append("), ");
        }
        for (Manifest.OffsetChange change : what.offsets()) {
            text.append(change.source()).append(' ').append(change.split()).append(" set from ");
            text.append(change.before()).append(" to ").append(change.after()).append(", ");
        }
        return text + "by " + what.who() + (what.why().isEmpty() ? "" : ": " + what.why());
    }
}
