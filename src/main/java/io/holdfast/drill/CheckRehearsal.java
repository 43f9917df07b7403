package io.holdfast.drill;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.checkpoint.CheckpointReader;
import io.holdfast.common.TimeSource;
import io.holdfast.driver.JobDescription;
import io.holdfast.driver.Preflight;
import io.holdfast.location.CheckpointLocation;
import io.holdfast.storage.Storage;
import java.nio.file.Path;
import java.util.Set;

/** Looks at what a start of the job would come to, instead of starting it. */
final class CheckRehearsal extends DrillRehearsal {

    private final Instructions.Check instructions;

    CheckRehearsal(Instructions.Check instructions, Events events) {
        super(events);
        this.instructions = instructions;
    }

    @Override
    JobDescription prepareOnly(JobDescription job) throws Exception {
        String other = instructions.checkpoint();
        Storage checkpoint = other == null
                ? job.checkpoint()
                : CheckpointLocation.of(other).open(Set.copyOf(instructions.trusted()));
        if (other != null) {
            new CheckpointReader(checkpoint).requireHead();
        }
        Preflight preflight = Preflight.of(job, checkpoint, TimeSource.SYSTEM.wallMillis());
        // Its findings, not what can be said about them.
        JsonMapper.builder()
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .build()
                .writeValue(Path.of(instructions.result()).toFile(), preflight);
        return finished();
    }
}
