package io.holdfast.cli;

import io.holdfast.format.Manifest;
import io.holdfast.inspect.Inspection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands have in common that look at one batch. */
abstract class BatchCommand extends InspectCommand {

    @Option(names = "--batch", paramLabel = "N", description = "The batch. Default: the newest.")
    private @Nullable Long batch;

    @Override
    final int inspect(Inspection inspection) {
        show(inspection.manifest(batch == null ? inspection.head() : batch));
        return 0;
    }

    abstract void show(Manifest manifest);
}
