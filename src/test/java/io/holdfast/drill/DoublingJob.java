package io.holdfast.drill;

import io.holdfast.format.Marker;
import io.holdfast.sink.Publisher;
import org.jspecify.annotations.Nullable;

/** The main of a drill's processes with a planted defect: a target that, at each start, has forgotten its last step. */
public final class DoublingJob {

    private DoublingJob() {}

    public static void main(String[] arguments) {
        RehearsedJob.run(arguments, DoublingJob::publisher);
    }

    private static Publisher publisher(
            String sink, Recording recording, boolean keepsMarker, @Nullable Publisher also) {
        return new RecordingPublisher(sink, recording, keepsMarker, also) {
            @Override
            public @Nullable Marker recover() throws Exception {
                long steps = recording.size();
                for (long step = steps - 1; keepsMarker && step >= 0; step--) {
                    PublishedStep last = recording.read(step);
                    if (!last.parts().isEmpty()) {
                        recording.add(steps, last);
                        break;
                    }
                }
                return super.recover();
            }
        };
    }
}
