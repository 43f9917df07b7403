package io.holdfast.monitor;

import io.holdfast.model.BatchDetails.Unread;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Since when the next record of each split has waited: from how far the split was known to have records at which time. What was
 * there when the job started waits at least since then. Keeps {@value #MARKS} marks of each split that is behind, none of others.
 */
final class BehindClock {

    private static final int MARKS = 64;

    private final Map<String, Marks> marks = new HashMap<>();
    private boolean observed;

    private record Mark(long millis, long end) {}

    /** Of one split, the oldest first: those that the next record lies before. */
    private static final class Marks {

        private final Deque<Mark> all = new ArrayDeque<>();
        private final boolean sinceStart;
        private boolean firstIsLeft = true;
        private long spacingMillis = 1;

        Marks(boolean sinceStart) {
            this.sinceStart = sinceStart;
        }

        void observe(long millis, Unread split) {
            while (!all.isEmpty() && all.getFirst().end <= split.next()) {
                all.removeFirst();
                firstIsLeft = false;
            }
            if (all.isEmpty()) {
                spacingMillis = 1;
            }
            if (all.isEmpty() || (all.getLast().end < split.end() && millis >= all.getLast().millis + spacingMillis)) {
                all.addLast(new Mark(millis, split.end()));
            }
            if (all.size() == MARKS) {
                thin();
            }
        }

        /** Every other mark goes: times become coarser, and are then too late rather than too early. */
        private void thin() {
            Iterator<Mark> each = all.iterator();
            for (boolean keep = true; each.hasNext(); keep = !keep) {
                each.next();
                if (!keep) {
                    each.remove();
                }
            }
            spacingMillis = (all.getLast().millis - all.getFirst().millis) / all.size();
        }
    }

    /** Takes note of what a batch left unread. */
    void observe(long millis, List<Unread> unread) {
        Set<String> behind = new HashSet<>();
        for (Unread split : unread) {
            behind.add(split.split());
            marks.computeIfAbsent(split.split(), unknown -> new Marks(!observed))
                    .observe(millis, split);
        }
        marks.keySet().retainAll(behind);
        observed = true;
    }

    /** Since when the next record of a split has waited; null if none has. */
    @Nullable
    Long sinceMillis(String split) {
        Marks known = marks.get(split);
        return known == null ? null : known.all.getFirst().millis;
    }

    /** Whether it was there before anybody looked, so that it may have waited for longer. */
    boolean isAtLeast(String split) {
        Marks known = marks.get(split);
        return known != null && known.sinceStart && known.firstIsLeft;
    }
}
