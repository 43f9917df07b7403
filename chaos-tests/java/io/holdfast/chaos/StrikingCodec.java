package io.holdfast.chaos;

import io.holdfast.chaos.MadeUpSumsJob.Defect;
import io.holdfast.chaos.RunningSumsJob.RunningSum;
import io.holdfast.codec.Codec;
import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;

/** Dies of an Error when it writes a large sum. */
final class StrikingCodec implements Codec<RunningSum> {

    @Override
    public void encode(RunningSum value, BytesWriter out) {
        Defect.CODEC.strike(Defect.CODEC, value.sum());
        out.writeVarLong(value.sum());
        out.writeString(value.trail());
    }

    @Override
    public RunningSum decode(BytesReader in) {
        return new RunningSum(in.readVarLong(), in.readString());
    }
}
