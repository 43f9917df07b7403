package io.holdfast.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.StreamingContext;
import io.holdfast.failure.CorruptCheckpointException;
import io.holdfast.failure.HoldfastException;
import io.holdfast.failure.IncompatibleCheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * The last batch file of a killed job is changed. The start is refused with the name of the file, before anything is
 * published; once the file is as it was, the job goes on and its outputs are exact.
 */
class DamagedCheckpointIT extends BrokerTest {

    private static final int MAJOR_VERSION_AT = 10;
    private static final int HEADER_CHECKSUM_AT = 16;

    @Test
    void aFlippedBitAnywhereInTheHeadIsFoundBeforeAnythingIsPublished() throws Exception {
        long seed = Seed.drawn();
        TestBed bed = killedJob("flipped", seed);
        Path head = head(bed);
        byte[] intact = Files.readAllBytes(head);
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            byte[] damaged = intact.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            refuses(bed, head, damaged, CorruptCheckpointException.class, head.toString());
        }
        goesOn(bed, head, intact);
    }

    @Test
    void aHeadThatIsCutOffIsDamageNotAbsence() throws Exception {
        long seed = Seed.drawn();
        TestBed bed = killedJob("cut", seed);
        Path head = head(bed);
        byte[] intact = Files.readAllBytes(head);
        for (int length : new int[] {0, 1, 20, new Random(seed).nextInt(intact.length), intact.length - 1}) {
            refuses(
                    bed,
                    head,
                    java.util.Arrays.copyOf(intact, length),
                    CorruptCheckpointException.class,
                    head.toString());
        }
        goesOn(bed, head, intact);
    }

    @Test
    void aHeadOfANewerFormatIsLeftToTheNewerVersion() throws Exception {
        TestBed bed = killedJob("newer", Seed.drawn());
        Path head = head(bed);
        byte[] intact = Files.readAllBytes(head);
        refuses(
                bed,
                head,
                ofMajorVersion(intact, (short) 2),
                IncompatibleCheckpointException.class,
                head + " has format version 2");
        goesOn(bed, head, intact);
    }

    private static byte[] ofMajorVersion(byte[] file, short version) {
        byte[] newer = file.clone();
        CRC32C checksum = new CRC32C();
        ByteBuffer.wrap(newer).putShort(MAJOR_VERSION_AT, version);
        checksum.update(newer, 0, HEADER_CHECKSUM_AT);
        ByteBuffer.wrap(newer).putInt(HEADER_CHECKSUM_AT, (int) checksum.getValue());
        return newer;
    }

    /** A job that ran for some batches and was killed. */
    private TestBed killedJob(String name, long seed) throws Exception {
        TestBed bed = TestBed.create(broker, name, directory);
        try (LedgerProducer producer = bed.produce(seed);
                JobProcess process = bed.launch()) {
            process.awaitCount(RunningSumsJob.COMMITTED, 5, TestBed.PATIENCE);
            assertThat(process.killHard()).isTrue();
            producer.finish();
        }
        return bed;
    }

    private static Path head(TestBed bed) {
        Path batches = bed.job().checkpoint().resolve("batches");
        List<String> names = Traces.names(batches);
        return batches.resolve(names.get(names.size() - 1));
    }

    private static void refuses(
            TestBed bed, Path head, byte[] content, Class<? extends HoldfastException> kind, String message)
            throws Exception {
        Files.write(head, content);
        List<Path> before = published(bed);
        long records = Outputs.endOffsets(broker, bed.job().out());
        StreamingContext context = bed.job().context();
        assertThatThrownBy(context::start).isInstanceOf(kind).hasMessageContaining(message);
        assertThat(published(bed)).isEqualTo(before);
        assertThat(Outputs.endOffsets(broker, bed.job().out())).isEqualTo(records);
        assertThat(Files.readAllBytes(head)).isEqualTo(content);
    }

    /** Every file in the checkpoint and in the target of the file sink. */
    private static List<Path> published(TestBed bed) throws IOException {
        try (var batches = Files.walk(bed.job().checkpoint().resolve("batches"));
                var files = Files.walk(bed.job().files())) {
            return java.util.stream.Stream.concat(batches, files).sorted().toList();
        }
    }

    private static void goesOn(TestBed bed, Path head, byte[] intact) throws Exception {
        Files.write(head, intact);
        bed.finish();
        bed.check();
    }
}
