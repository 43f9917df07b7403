package io.holdfast.execution;

import java.util.List;

/** Passes each record to several steps. */
final class FanOut extends Output {

    private final Output[] outputs;

    private FanOut(List<Output> outputs) {
        this.outputs = outputs.toArray(Output[]::new);
    }

    /** One output that feeds all the given ones. */
    static Output to(List<Output> outputs) {
        return outputs.size() == 1 ? outputs.get(0) : new FanOut(outputs);
    }

    @Override
    void accept(Object value) throws Exception {
        for (Output output : outputs) {
            output.accept(value);
        }
    }
}
