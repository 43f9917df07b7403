package io.holdfast.checkpoint;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.common.TimeSource;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.format.Manifest;
import io.holdfast.format.Manifest.OffsetChange;
import io.holdfast.format.Manifest.SourceProgress;
import io.holdfast.format.SplitPosition;
import io.holdfast.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sets by hand where sources go on, in a takeover batch on top of the head that says who did it, and why. State stays as it is:
 * what is read again counts again, and what is skipped does not count.
 */
public final class OffsetSurgery {

    /** Of another offset, nobody knows by whom the record before it was written. */
    private static final String LEADER_EPOCH = "leaderEpoch";

    private final Storage storage;
    private final TimeSource time;
    private final RandomGenerator random;

    public OffsetSurgery(Storage storage, TimeSource time, RandomGenerator random) {
        this.storage = storage;
        this.time = time;
        this.random = random;
    }

    /**
     * Where a split is to go on.
     *
     * @param offset the offset that is read next, as its source counts
     */
    public record Position(String source, String split, long offset) {}

    /**
     * Commits the batch, as a process of the job does that starts and stops at once.
     *
     * @param who the user
     * @param why in the user's words
     * @throws ConfigurationException if there is no checkpoint, a source or a split is not known, or its offset cannot be set
     * @throws io.holdfast.failure.FencedException if a process holds the lock
     */
    public Manifest commit(List<Position> positions, String who, String why) {
        new CheckpointReader(storage).requireHead();
        // No floor rises: the next start says what is retained.
        RetentionPolicy all = RetentionPolicy.newest(Integer.MAX_VALUE);
        try (Checkpoint checkpoint = Checkpoint.open(storage, all, time, random)) {
            return checkpoint
                    .takeOver(head -> draft(Objects.requireNonNull(head), positions, who, why))
                    .manifest();
        }
    }

    private Manifest draft(Committed head, List<Position> positions, String who, String why) {
        Manifest manifest = head.manifest();
        SortedMap<String, SourceProgress> sources = new TreeMap<>(manifest.sources());
        List<OffsetChange> changes = new ArrayList<>();
        for (Position position : positions) {
            SourceProgress source = known(sources, position);
            List<SplitPosition> moved = new ArrayList<>(source.positions());
            moved.replaceAll(before -> {
                if (!before.split().equals(position.split())) {
                    return before;
                }
                changes.add(new OffsetChange(position.source(), before.split(), before.offset(), position.offset()));
                return at(before, position.offset());
            });
            sources.put(position.source(), source.at(moved));
        }
        Manifest.Intervention intervention = new Manifest.Intervention(who, why, null, changes);
        return NextBatch.quiet(manifest, Manifest.Kind.TAKEOVER, manifest.timeline(), sources, intervention);
    }

    private SourceProgress known(SortedMap<String, SourceProgress> sources, Position position) {
        @Nullable SourceProgress source = sources.get(position.source());
        if (source == null) {
            throw refused("has no source \"" + position.source() + "\": it has " + sources.keySet());
        }
        List<String> splits =
                source.positions().stream().map(SplitPosition::split).toList();
        if (!splits.contains(position.split())) {
            throw refused("has no split \"" + position.split() + "\" of source \"" + position.source() + "\": it has "
                    + splits);
        }
        if (source.kind().equals("queue")) {
            throw refused("has a queue as source \"" + position.source()
                    + "\", which gives what it was given: its position cannot be set");
        }
        if (position.offset() < 0) {
            throw refused("cannot read " + position.source() + "/" + position.split() + " from offset "
                    + position.offset() + ": expected 0 or more");
        }
        return source;
    }

    private ConfigurationException refused(String why) {
        return new ConfigurationException(storage.location() + " " + why + "; nothing was changed, see `offsets`");
    }

    private static SplitPosition at(SplitPosition before, long offset) {
        SortedMap<String, String> attributes = new TreeMap<>(before.attributes());
        attributes.remove(LEADER_EPOCH);
        return new SplitPosition(before.split(), offset, attributes);
    }
}
