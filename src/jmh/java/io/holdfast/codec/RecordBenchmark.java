package io.holdfast.codec;

import io.holdfast.common.BytesReader;
import io.holdfast.common.BytesWriter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A value of state, as most jobs have them, to bytes and back; and a key. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordBenchmark {

    /** A value. */
    public record Visit(String page, long millis, int clicks) {}

    private final Types types = Types.builder().register(Visit.class).build();
    private final Visit visit = new Visit("/products/shoes", 1_700_000_000_000L, 17);
    private final BytesWriter out = new BytesWriter(256);
    private final byte[] encoded = bytes(visit);
    private final BytesReader in = new BytesReader(encoded);

    private byte[] bytes(Object value) {
        out.reset();
        types.encode(value, out);
        return out.toByteArray();
    }

    @Benchmark
    public int encode() {
        out.reset();
        types.encode(visit, out);
        return out.size();
    }

    @Benchmark
    public Object decode() {
        in.reset(encoded, 0, encoded.length);
        return types.decode(in);
    }

    @Benchmark
    public int encodeKey() {
        out.reset();
        types.encodeKey("customer-4711", out);
        return out.size();
    }
}
