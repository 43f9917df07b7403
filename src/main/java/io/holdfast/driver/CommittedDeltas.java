package io.holdfast.driver;

import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.format.BatchFileReader;
import io.holdfast.format.Manifest.Chunk;
import io.holdfast.format.Manifest.Section;
import io.holdfast.state.DeltaLog;

/** The deltas in the batch files of a checkpoint. Thread-safe. */
final class CommittedDeltas implements DeltaLog {

    private final CheckpointReader reader;

    CommittedDeltas(CheckpointReader reader) {
        this.reader = reader;
    }

    @Override
    public void visit(int shard, long after, long through, Visitor visitor) {
        for (long batch = after + 1; batch <= through; batch++) {
            try (BatchFileReader file = reader.open(batch)) {
                for (Chunk chunk : file.manifest().chunks()) {
                    if (chunk.section() == Section.DELTA && chunk.shard() == shard) {
                        byte[] bytes = file.read(chunk);
                        visitor.chunk(batch, chunk.owner(), bytes, bytes.length);
                    }
                }
            }
        }
    }
}
