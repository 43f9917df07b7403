package io.holdfast.drill;

import io.holdfast.checkpoint.Checkpoint.Committed;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.codec.Types;
import io.holdfast.common.ThreadWorkers;
import io.holdfast.common.TimeSource;
import io.holdfast.driver.JobDescription;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.format.Manifest;
import io.holdfast.plan.Node;
import io.holdfast.sink.Outbox;
import io.holdfast.sink.Publisher;
import io.holdfast.sink.SinkContext;
import io.holdfast.storage.local.LocalStorage;
import java.nio.file.Path;
import java.util.List;

/** Instead of starting the job, hands the batches of an archive to the function of one of its sinks, so many times each. */
final class RedeliveryRehearsal extends DrillRehearsal {

    private final Instructions.Redeliver instructions;
    private final Events events;

    RedeliveryRehearsal(Instructions.Redeliver instructions, Events events) {
        super(events);
        this.instructions = instructions;
        this.events = events;
    }

    /** Does not return in good order, as a replay does not. */
    @Override
    JobDescription prepareOnly(JobDescription job) throws Exception {
        CheckpointReader archive = new CheckpointReader(new LocalStorage(Path.of(instructions.archive())));
        Node.SinkNode node = job.plan().sinks().stream()
                .filter(sink -> sink.name().equals(instructions.sink()))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("the job has no sink '" + instructions.sink() + "'"));
        Manifest first = archive.read(instructions.first()).manifest();
        try (Publisher publisher = node.sink().publisher(context(job, first))) {
            for (long batch = instructions.first(); batch <= instructions.last(); batch++) {
                deliver(archive, archive.read(batch), publisher);
            }
        }
        return finished();
    }

    private SinkContext context(JobDescription job, Manifest first) {
        Types types = job.types().continuing(first.schemas());
        return new SinkContext(
                first.job(),
                first.jobId(),
                first.timeline(),
                instructions.sink(),
                types,
                new ThreadWorkers(first.job()),
                TimeSource.SYSTEM);
    }

    private void deliver(CheckpointReader archive, Committed batch, Publisher publisher) throws Exception {
        Outbox outbox = new SealedOutbox(archive, batch, instructions.sink());
        for (int time = 0; time < instructions.times() && outbox.records() > 0; time++) {
            publisher.publish(List.of(outbox), 0);
        }
        events.tell(Event.Kind.DONE, batch.manifest().batch());
    }
}
