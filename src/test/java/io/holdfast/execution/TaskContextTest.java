package io.holdfast.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.codec.Types;
import io.holdfast.failure.StorageException;
import io.holdfast.failure.UserCodeException;
import io.holdfast.plan.Node;
import io.holdfast.plan.Partitions;
import io.holdfast.plan.Wide;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is to blame. */
class TaskContextTest {

    private final Node node = new Node.WideNode(3, "sums", List.of(), new Wide.CoGroup(Partitions.DEFAULT));
    private final TaskContext context = new TaskContext(Types.builder().build(), "timeline", new BatchWatermarks());

    /** Seen to fail when everything that came out of a call of the job's function was taken for a failure of it. */
    @Test
    void whatFailsUnderTheJobsCodeIsNotBlamedOnIt() {
        context.begin(new BatchInput(7, 0, 0, Watermarks.NONE, Map.of(), List.of(), List.of()));
        StorageException storage = new StorageException("the working copy is damaged");
        assertThat(context.failed(node, storage)).isSameAs(storage);
        assertThat(context.failed(node, new IllegalStateException("mine")))
                .isInstanceOf(UserCodeException.class)
                .hasMessage("batch 7 failed in operator cogroup 'sums': java.lang.IllegalStateException: mine");
        assertThat(context.failed(node, new UserCodeException("not registered")))
                .hasMessageContaining("batch 7");
    }
}
