package io.holdfast.format;

import io.holdfast.common.Worker;
import io.holdfast.common.Workers;

/**
 * Loads in the background what it takes to read and write manifests: a tenth of the time that a job needs to start, most of it for the
 * classes of the JSON library.
 */
public final class ManifestLoading {

    private ManifestLoading() {}

    /** Begins to load, and returns at once. Whoever needs a manifest meanwhile waits for it, or loads what is left. */
    public static void begin(Workers workers) {
        Worker loader = workers.start("load-manifest");
        var unused = loader.submit(() -> {
                    Json.prepare(Manifest.class);
                    return true;
                })
                .whenComplete((loaded, failure) -> loader.close());
    }
}
