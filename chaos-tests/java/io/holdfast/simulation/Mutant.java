package io.holdfast.simulation;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;

import io.holdfast.format.FileNames;
import io.holdfast.simulation.Fault.Kind;
import io.holdfast.storage.DefectiveStorage;
import io.holdfast.storage.Storage;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * A planted defect and the faults that must bring it to light.
 *
 * @param name what is wrong
 * @param job whose histories
 * @param kinds histories with these faults and no others must fail
 * @param storage what is wrong with the storage
 * @param planting what is wrong with a class of production
 */
record Mutant(
        String name,
        SimulatedJob.Kind job,
        List<Kind> kinds,
        UnaryOperator<Storage> storage,
        Supplier<AutoCloseable> planting) {

    private static final String CHECKPOINT = "io.holdfast.checkpoint.";
    private static final String STATE = "io.holdfast.state.";
    private static final String DRIVER = "io.holdfast.driver.";

    static List<Mutant> all() {
        return List.of(
                storage(
                        "batch files are not synced",
                        storage -> DefectiveStorage.withoutSyncOf(".batch", storage),
                        Kind.POWER_CUT),
                storage(
                        "the names of batches are not synced",
                        storage -> DefectiveStorage.withoutSyncOfNames(Set.of(FileNames.BATCHES), storage),
                        Kind.POWER_CUT),
                storage(
                        "the names of what snapshots consist of are not synced",
                        storage -> DefectiveStorage.withoutSyncOfNames(
                                Set.of(FileNames.FILES, FileNames.SNAPSHOTS), storage),
                        Kind.POWER_CUT),
                storage("a batch is published in two steps", DefectiveStorage::publishingByCopy, Kind.DEATH),
                storage(
                        "a failed write is passed over",
                        DefectiveStorage::passingOverFailedWrites,
                        Kind.OPERATION_FAILS),
                storage("a full disk is passed over", DefectiveStorage::passingOverFailedWrites, Kind.DISK_FULL),
                storage(
                        "a storage that fails is taken to have done it",
                        DefectiveStorage::passingOverAllFailures,
                        Kind.STORAGE_FAILS),
                storage(
                        "a batch replaces one that a listing did not show",
                        DefectiveStorage::overwriting,
                        Kind.LISTING_STALE),
                storage("a zombie's batch replaces its successor's", DefectiveStorage::overwriting, Kind.SUCCESSOR),
                production(
                        "a batch whose publication was not confirmed is not recognized",
                        CHECKPOINT + "BatchCandidate",
                        named("isPublished"),
                        Advices.DoesNothing.class,
                        Kind.REPLY_LOST),
                production(
                        "a name that is free is taken for proof that nobody has taken over",
                        CHECKPOINT + "Checkpoint",
                        named("refuseReplaced").and(takesArgument(0, long.class)),
                        Advices.DoesNothing.class,
                        Kind.SUCCESSOR),
                production(
                        "output that is not published is not kept",
                        CHECKPOINT + "Reach",
                        named("oldestUnpublished"),
                        Advices.ReturnsBatch.class,
                        Kind.DEATH),
                production(
                        "a restart skips the first delta after a snapshot",
                        DRIVER + "CommittedDeltas",
                        named("visit"),
                        Advices.SkipsFirstDelta.class,
                        Kind.DEATH),
                production(
                        "a source that failed is taken for read",
                        "io.holdfast.execution.Task",
                        named("run"),
                        Advices.SwallowsFailure.class,
                        Kind.SOURCE_FAILS),
                production(
                        "code that failed is taken for run",
                        "io.holdfast.execution.Task",
                        named("run"),
                        Advices.SwallowsFailure.class,
                        Kind.CODE_FAILS),
                production(
                        "a sink that failed is taken for done",
                        "io.holdfast.simulation.LedgerSink$LedgerPublisher",
                        named("publish"),
                        Advices.SwallowsFailureOfVoid.class,
                        Kind.SINK_FAILS),
                production(
                        "a marker in the middle of a batch is ignored",
                        DRIVER + "SinkRecovery$Pending",
                        named("skipRecords"),
                        Advices.ReturnsZero.class,
                        Kind.SINK_REPLY_LOST),
                production(
                                "a restart forgets watermarks",
                                DRIVER + "EventClock",
                                named("of"),
                                Advices.ForgetsWatermarks.class,
                                Kind.DEATH)
                        .in(EventTimes::of),
                production(
                                "a restart forgets timers",
                                STATE + "TimerIndex",
                                named("replayed"),
                                Advices.DoesNothing.class,
                                Kind.DEATH)
                        .in(EventTimes::of),
                production(
                                "panes that were dropped come back at a restart",
                                STATE + "DeltaReplay$Entries",
                                named("delete"),
                                Advices.DoesNothing.class,
                                Kind.DEATH)
                        .in(BatchWindows::of),
                production(
                                "a restart within an interval adds to a pane that has been told",
                                "io.holdfast.plan.Window",
                                named("pane"),
                                Advices.ReturnsPaneOfTime.class,
                                Kind.DEATH)
                        .in(BatchWindows::of),
                production(
                        "batch time follows the wall clock, back if need be",
                        DRIVER + "BatchClock",
                        named("nextMillis"),
                        Advices.ReturnsWallTime.class,
                        Kind.CLOCK_JUMPS),
                production(
                        "batch time stands still with the wall clock",
                        DRIVER + "BatchClock",
                        named("nextMillis"),
                        Advices.ReturnsWallTime.class,
                        Kind.CLOCK_FROZEN),
                production(
                        "a batch that was cut is taken to have read what was planned",
                        DRIVER + "SourceSet",
                        named("read"),
                        Advices.ReturnsItsFirstArgument.class,
                        Kind.READING_SLOW));
    }

    private static Mutant storage(String name, UnaryOperator<Storage> defect, Kind... kinds) {
        return new Mutant(name, Bank::of, List.of(kinds), defect, () -> () -> {});
    }

    private static Mutant production(
            String name,
            String type,
            ElementMatcher<? super MethodDescription> method,
            Class<?> advice,
            Kind... kinds) {
        return new Mutant(
                name, Bank::of, List.of(kinds), storage -> storage, () -> PlantedDefect.plant(type, method, advice));
    }

    /** The same, in the histories of another job. */
    private Mutant in(SimulatedJob.Kind other) {
        return new Mutant(name, other, kinds, storage, planting);
    }

    @Override
    public String toString() {
        return name;
    }
}
