package io.holdfast.reader;

import io.holdfast.StreamingContext;
import io.holdfast.codec.Types;
import io.holdfast.format.Manifest;
import io.holdfast.format.OffsetRange;
import io.holdfast.model.JobListener;
import io.holdfast.model.Pair;
import io.holdfast.model.State;
import io.holdfast.model.StateSpec;
import io.holdfast.sink.file.TextFileSink;
import io.holdfast.source.generator.GeneratorSource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A job whose state after each batch is known from what its batches read and when: accounts that are opened, changed, closed and
 * forgotten after a while. The model is a plain fold, told of batches by their manifests.
 */
public final class AccountsJob {

    static final int KEYS = 400;
    static final Duration IDLE = Duration.ofMillis(300);

    /** A registered enum. */
    public enum Level {
        LOW,
        HIGH
    }

    /** A registered record with parts of many kinds. */
    public record Account(String owner, long sum, Level level, Optional<Instant> opened, List<Integer> last) {}

    record Known(Account account, long deadlineMillis) {}

    private final Path checkpoint;
    private final Path output;

    /** What the state must be after each batch that ran operators. */
    final ConcurrentSkipListMap<Long, Map<String, Known>> model = new ConcurrentSkipListMap<>();

    private Map<String, Known> accounts = new TreeMap<>();

    AccountsJob(Path directory) {
        checkpoint = directory.resolve("checkpoint");
        output = directory.resolve("out");
    }

    Path checkpoint() {
        return checkpoint;
    }

    static Types types() {
        return Types.builder().register(Account.class, Level.class).build();
    }

    static String key(long offset) {
        return "account-" + Math.floorMod(offset * 0x9E3779B97F4A7C15L >>> 20, KEYS);
    }

    /** Null closes the account. */
    static Account change(String key, Account before, long offset) {
        if (before != null && offset % 7 == 0) {
            return null;
        }
        long sum = (before == null ? 0 : before.sum()) + offset;
        Optional<Instant> opened = before == null ? Optional.of(Instant.ofEpochSecond(offset)) : before.opened();
        return new Account(
                key + "/" + "x".repeat(150),
                sum,
                sum % 2 == 0 ? Level.LOW : Level.HIGH,
                opened,
                List.of((int) offset, 1));
    }

    private static Long step(String key, Optional<Long> offset, State<Account> state) {
        offset.ifPresent(present -> {
            Account after = change(key, state.getOrNull(), present);
            if (after == null) {
                state.remove();
            } else {
                state.update(after);
            }
        });
        return offset.orElse(-1L);
    }

    /** Runs for so many batches, on so many shards; what it does besides is called while it runs. */
    void run(int shards, int batches, Runnable meanwhile) throws Exception {
        CountDownLatch left = new CountDownLatch(batches);
        try (StreamingContext context = StreamingContext.builder("accounts")
                .checkpointDirectory(checkpoint)
                .batchInterval(Duration.ofMillis(20))
                .retainedBatches(6)
                .parallelism(shards)
                .replayBudgetBytes(1 << 16)
                .register(Account.class, Level.class)
                .listener(new JobListener() {
                    @Override
                    public void committed(BatchReport report) {
                        learn(report.batch());
                        left.countDown();
                    }
                })
                .build()) {
            context.stream(
                            "offsets",
                            GeneratorSource.of((split, offset, random) -> offset)
                                    .recordsPerSecond(3000))
                    .mapToPair(offset -> Pair.of(key(offset), offset))
                    .mapWithState(
                            "accounts",
                            StateSpec.<String, Long, Account, Long>function(AccountsJob::step)
                                    .timeout(IDLE))
                    .to("out", TextFileSink.<Long>of(output));
            context.start();
            while (left.getCount() > 0) {
                meanwhile.run();
                if (!left.await(1, TimeUnit.MILLISECONDS) && context.state() == StreamingContext.ContextState.STOPPED) {
                    throw new AssertionError("the job has ended");
                }
            }
        }
    }

    private void learn(long batch) {
        try (StoredCheckpoint stored = StoredCheckpoint.open(checkpoint.toString())) {
            Manifest manifest = stored.batch(batch).manifest();
            if (manifest.kind() == Manifest.Kind.BATCH) {
                accounts = after(accounts, manifest);
                model.put(batch, accounts);
            }
        }
    }

    static Map<String, Known> after(Map<String, Known> before, Manifest batch) {
        Map<String, Known> accounts = new TreeMap<>(before);
        TreeSet<String> touched = new TreeSet<>();
        long now = batch.batchTimeMillis();
        for (OffsetRange read : batch.sources().get("offsets").read()) {
            for (long offset = read.from(); offset < read.until(); offset++) {
                String key = key(offset);
                touched.add(key);
                Known known = accounts.get(key);
                Account account = change(key, known == null ? null : known.account(), offset);
                if (account == null) {
                    accounts.remove(key);
                } else {
                    accounts.put(key, new Known(account, now + IDLE.toMillis()));
                }
            }
        }
        accounts.entrySet()
                .removeIf(entry ->
                        !touched.contains(entry.getKey()) && entry.getValue().deadlineMillis() <= now);
        return accounts;
    }

    /** The model after a batch of any kind. */
    Map<String, Known> expected(long batch) {
        Map.Entry<Long, Map<String, Known>> entry = model.floorEntry(batch);
        return entry == null ? Map.of() : entry.getValue();
    }
}
