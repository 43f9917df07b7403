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

    private final Map<String, Deque<Mark>> marks = new HashMap<>();
    private boolean observed;
    private final Set<String> sinceStart = new HashSet<>();

    private record Mark(long millis, long end) {}

    /** Takes note of what a batch left unread. */
    void observe(long millis, List<Unread> unread) {
        Set<String> behind = new HashSet<>();
        for (Unread split : unread) {
            behind.add(split.split());
            observe(millis, split);
        }
        marks.keySet().retainAll(behind);
        sinceStart.retainAll(behind);
        observed = true;
    }

    private void observe(long millis, Unread split) {
        Deque<Mark> known = marks.get(split.split());
        if (known == null) {
            known = new ArrayDeque<>();
            marks.put(split.split(), known);
            if (!observed) {
                sinceStart.add(split.split());
            }
        }
        // The mark that the next record lies before tells its time; those before it are done with.
        while (!known.isEmpty() && known.getFirst().end <= split.next()) {
            known.removeFirst();
            sinceStart.remove(split.split());
        }
        if (known.isEmpty() || known.getLast().end < split.end()) {
            if (known.size() == MARKS) {
                thin(known);
            }
            known.addLast(new Mark(millis, split.end()));
        }
    }

    /** Every other mark goes: times become coarser, and are then too late rather than too early. */
    private static void thin(Deque<Mark> marks) {
        Iterator<Mark> all = marks.iterator();
        for (boolean keep = true; all.hasNext(); keep = !keep) {
            all.next();
            if (!keep) {
                all.remove();
            }
        }
    }

    /** Since when the next record of a split has waited; null if none has. */
    @Nullable
    Long sinceMillis(String split) {
        Deque<Mark> known = marks.get(split);
        return known == null || known.isEmpty() ? null : known.getFirst().millis;
    }

    /** Whether it was there before anybody looked, so that it may have waited for longer. */
    boolean isAtLeast(String split) {
        return sinceStart.contains(split);
    }
}
