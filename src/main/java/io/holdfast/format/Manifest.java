package io.holdfast.format;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.codec.TypeSchema;
import io.holdfast.common.Digest;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a batch is: everything a restart needs to go on after it, and where to find the rest. Immutable.
 *
 * @param requires names of format features that a reader must know to read this batch
 * @param job the name of the job
 * @param jobId a random id given when the directory was created
 * @param timeline the id of the history this batch belongs to
 * @param batch the id of this batch, counting from 0
 * @param kind what wrote it
 * @param batchTimeMillis the time that operators saw, in milliseconds since the epoch
 * @param epoch the epoch of the process that wrote it
 * @param nonce random, new for each attempt to write a batch: tells our file from another's of the same name
 * @param parent the digest of the stored manifest of the batch before; null for batch 0
 * @param keyGroups how keys are spread
 * @param floor the oldest retained batch
 * @param operators the operator graph, in topological order
 * @param sources per source name, all known splits and what this batch read
 * @param shards per shard, where its state is restored from
 * @param states per name of a stateful operator, what is known of its state
 * @param sinks per sink name, its target and how far it is published
 * @param schemas the registered types that stored values may be of
 * @param chunks what the file holds, in file order
 * @param counts records and bytes of this batch, by name, for people
 * @param writtenMillis wall-clock time when this was written, for people
 * @param engineVersion the version of Holdfast that wrote it
 * @param intervention what a person did here; null, and left out of the file, in a batch that a job wrote by itself
 * @param shared per name of an accumulator or broadcast value, what it is, as a tagged value in Base64; null, and left out of the
 *     file, if there is none
 */
public record Manifest(
        List<String> requires,
        String job,
        String jobId,
        String timeline,
        long batch,
        Kind kind,
        long batchTimeMillis,
        long epoch,
        String nonce,
        @Nullable Digest parent,
        KeyGroupLayout keyGroups,
        long floor,
        List<OperatorNode> operators,
        SortedMap<String, SourceProgress> sources,
        List<ShardProgress> shards,
        SortedMap<String, StateProgress> states,
        SortedMap<String, SinkProgress> sinks,
        List<TypeSchema> schemas,
        List<Chunk> chunks,
        SortedMap<String, Long> counts,
        long writtenMillis,
        String engineVersion,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Intervention intervention,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SortedMap<String, String> shared) {

    public Manifest {
        requires = List.copyOf(requires);
        operators = List.copyOf(operators);
        sources = sortedCopy(sources);
        shards = List.copyOf(shards);
        states = sortedCopy(states);
        sinks = sortedCopy(sinks);
        schemas = List.copyOf(schemas);
        chunks = List.copyOf(chunks);
        counts = sortedCopy(counts);
        shared = shared == null || shared.isEmpty() ? null : sortedCopy(shared);
    }

    /** A batch that a job writes by itself. */
    public Manifest(
            List<String> requires,
            String job,
            String jobId,
            String timeline,
            long batch,
            Kind kind,
            long batchTimeMillis,
            long epoch,
            String nonce,
            @Nullable Digest parent,
            KeyGroupLayout keyGroups,
            long floor,
            List<OperatorNode> operators,
            SortedMap<String, SourceProgress> sources,
            List<ShardProgress> shards,
            SortedMap<String, StateProgress> states,
            SortedMap<String, SinkProgress> sinks,
            List<TypeSchema> schemas,
            List<Chunk> chunks,
            SortedMap<String, Long> counts,
            long writtenMillis,
            String engineVersion) {
        this(
                requires,
                job,
                jobId,
                timeline,
                batch,
                kind,
                batchTimeMillis,
                epoch,
                nonce,
                parent,
                keyGroups,
                floor,
                operators,
                sources,
                shards,
                states,
                sinks,
                schemas,
                chunks,
                counts,
                writtenMillis,
                engineVersion,
                null,
                null);
    }

    private static <V> SortedMap<String, V> sortedCopy(SortedMap<String, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /** The same with what the commit adds to a draft; the fields have the names of the parameters. */
    public Manifest sealed(
            long batch,
            long epoch,
            String nonce,
            @Nullable Digest parent,
            long floor,
            List<ShardProgress> shards,
            long writtenMillis) {
        return with(batch, epoch, nonce, parent, floor, shards, chunks, writtenMillis, shared);
    }

    /** The same with another chunk table. */
    Manifest withChunks(List<Chunk> chunks) {
        return with(batch, epoch, nonce, parent, floor, shards, chunks, writtenMillis, shared);
    }

    private Manifest with(
            long batch,
            long epoch,
            String nonce,
            @Nullable Digest parent,
            long floor,
            List<ShardProgress> shards,
            List<Chunk> chunks,
            long writtenMillis,
            @Nullable SortedMap<String, String> shared) {
        return new Manifest(
                requires,
                job,
                jobId,
                timeline,
                batch,
                kind,
                batchTimeMillis,
                epoch,
                nonce,
                parent,
                keyGroups,
                floor,
                operators,
                sources,
                shards,
                states,
                sinks,
                schemas,
                chunks,
                counts,
                writtenMillis,
                engineVersion,
                intervention,
                shared);
    }

    /** The same with other accumulators and broadcast values. */
    public Manifest withShared(@Nullable SortedMap<String, String> shared) {
        return with(batch, epoch, nonce, parent, floor, shards, chunks, writtenMillis, shared);
    }

    /** What wrote a batch. */
    public enum Kind {
        /** The operators ran. */
        BATCH,
        /** A starting process claimed the directory. Nothing ran. */
        TAKEOVER,
        /** A stopping process recorded how far its sinks were published. Nothing ran. */
        CLOSING,
        /** A history of its own begins here, as a copy of another one through the batch before. Nothing ran. */
        FORK,
        /** The end of an archive that holds the batch before: no job goes on from here. Nothing ran. */
        SAVEPOINT
    }

    /**
     * What a person did.
     *
     * @param who the user
     * @param why in the user's words; may be empty
     * @param from where a fork or a savepoint was taken; null for others
     * @param offsets positions of sources that were set by hand
     */
    public record Intervention(String who, String why, @Nullable Origin from, List<OffsetChange> offsets) {

        public Intervention {
            offsets = List.copyOf(offsets);
        }
    }

    /**
     * Where a directory was copied from.
     *
     * @param directory for people: it may be anywhere by now
     * @param timeline the history
     * @param batch the last batch that both have
     */
    public record Origin(String directory, String timeline, long batch) {}

    /**
     * A position that was set by hand.
     *
     * @param before the offset that would have been read next
     * @param after the offset that is read next
     */
    public record OffsetChange(String source, String split, long before, long after) {}

    /**
     * How keys become key groups: fixed when the directory is created.
     *
     * @param count the number of key groups
     * @param hash the name and version of the hash function
     */
    public record KeyGroupLayout(int count, String hash) {}

    /**
     * A node of the operator graph.
     *
     * @param id unique in this graph
     * @param kind such as {@code map}, {@code mapWithState}, {@code kafka}
     * @param name as given by the job; empty for stateless operators
     * @param inputs ids of the nodes it reads from
     */
    public record OperatorNode(int id, String kind, String name, List<Integer> inputs) {

        public OperatorNode {
            inputs = List.copyOf(inputs);
        }
    }

    /**
     * One source.
     *
     * @param kind such as {@code kafka}
     * @param positions every known split, in the order of discovery
     * @param read what this batch read; splits without new records are left out
     * @param lost what this batch found to be lost and was told to skip
     * @param watermarks of the splits, in the same order; null, and left out of the file, if the source has no event time
     * @param recordLimit about how many records fill a batch interval, as the speed of batches so far suggests; null, and left out
     *     of the file, before there was any
     */
    public record SourceProgress(
            String kind,
            List<SplitPosition> positions,
            List<OffsetRange> read,
            List<OffsetRange> lost,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<SplitWatermark> watermarks,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long recordLimit) {

        public SourceProgress {
            positions = List.copyOf(positions);
            read = List.copyOf(read);
            lost = List.copyOf(lost);
            watermarks = watermarks == null ? null : List.copyOf(watermarks);
        }

        /** Before anything was learned of the source. */
        public SourceProgress(
                String kind, List<SplitPosition> positions, List<OffsetRange> read, List<OffsetRange> lost) {
            this(kind, positions, read, lost, null, null);
        }

        /** The same in a batch that reads nothing. */
        public SourceProgress quiet() {
            return at(positions);
        }

        /** The same at other positions, in a batch that reads nothing. */
        public SourceProgress at(List<SplitPosition> others) {
            return new SourceProgress(kind, others, List.of(), List.of(), watermarks, recordLimit);
        }

        /** The same with what a batch has learned. */
        public SourceProgress learned(@Nullable List<SplitWatermark> newWatermarks, long newRecordLimit) {
            return new SourceProgress(kind, positions, read, lost, newWatermarks, newRecordLimit);
        }
    }

    /**
     * One shard: restored from its snapshot, or from nothing, then by the deltas of all batches after
     * {@code snapshotThrough} up to this one.
     *
     * @param shard its number
     * @param keyGroupFrom its first key group
     * @param keyGroupUntil the key group after its last
     * @param snapshot the digest of the stored snapshot descriptor; null if there is none yet
     * @param snapshotThrough the batch whose effects, and those of all before, the snapshot holds; without a snapshot,
     *     the last batch through which there was no state to hold, -1 if there is none
     */
    public record ShardProgress(
            int shard, int keyGroupFrom, int keyGroupUntil, @Nullable Digest snapshot, long snapshotThrough) {}

    /**
     * The state of one operator.
     *
     * @param kind such as {@code mapWithState}
     * @param keys the number of keys with state, per shard
     * @param watermarkMillis the event time up to which the operator takes all records to have come; 0 before there is any;
     *     null, and left out of the file, if it does not go by event time
     */
    public record StateProgress(
            String kind, List<Long> keys, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long watermarkMillis) {

        /** Of an operator that does not go by event time. */
        public StateProgress(String kind, List<Long> keys) {
            this(kind, keys, null);
        }

        public StateProgress {
            keys = List.copyOf(keys);
        }
    }

    /**
     * One sink.
     *
     * @param kind such as {@code kafka}
     * @param target what it writes to, without secrets
     * @param publishedThrough all output of batches up to this one is published; -1 before the first
     * @param marker the last marker stored at the target; null if nothing was published yet or the sink keeps none
     */
    public record SinkProgress(String kind, String target, long publishedThrough, @Nullable Marker marker) {}

    /**
     * A run of compressed bytes in the file.
     *
     * @param section what it belongs to
     * @param owner the name of the operator or sink
     * @param shard the shard or task that wrote it
     * @param position where it starts in the file
     * @param storedLength its length in the file
     * @param rawLength its length when decompressed
     * @param compression {@code none} or {@code lz4}
     * @param crc32c the checksum of the stored bytes
     * @param entries how many entries or records it holds; none is cut by the end of a chunk
     */
    public record Chunk(
            Section section,
            String owner,
            int shard,
            long position,
            int storedLength,
            int rawLength,
            String compression,
            int crc32c,
            int entries) {}

    /** The kinds of data that chunks hold. */
    public enum Section {
        /** Puts and deletes of one operator's state in one shard. */
        DELTA,
        /** Records that one sink publishes. */
        OUTBOX
    }

    /** Loads what it takes to read and write manifests, most of it classes of a library. Else the first that is read or written does. */
    public static void load() {
        Json.prepare(Manifest.class);
    }
}
