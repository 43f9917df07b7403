package io.holdfast.spark;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.holdfast.plan.Window;
import io.holdfast.simulation.Advices;
import io.holdfast.simulation.PlantedDefect;
import io.holdfast.state.StateTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import net.bytebuddy.matcher.ElementMatcher;

/** Defects in Holdfast's operations, each of which the comparison must find. */
enum Defects {
    SECOND_PART_OF_A_COMBINATION_IS_LOST("execution.CombineHead", named("more"), KeepsFirst.class),
    OUTER_JOINS_DROP_WHAT_HAS_NO_PARTNER("PairDStream", named("optional"), ReturnsArgumentIfEmpty.class),
    COGROUP_TAKES_ONE_VALUE_LESS("execution.CoGroupHead", named("group"), ForgetsThirdRow.class),
    UNION_DROPS_ONE_SIDE("Graph", named("union"), TakesFirstOnly.class),
    KEYS_WITHOUT_VALUES_ARE_NOT_VISITED(
            "execution.UpdateStateHead", named("update").and(takesArguments(3)), SkipsEmptyValues.class),
    REMOVED_STATE_STAYS("execution.KeyState", named("remove"), Advices.DoesNothing.class),
    TIMEOUTS_FIRE_A_BATCH_LATE("state.StateTable", named("forEachDue"), SecondBefore.class),
    TOUCHED_KEYS_TIME_OUT("execution.KeyState", named("touch"), Advices.DoesNothing.class),
    SNAPSHOTS_HAVE_WRONG_VALUES("execution.MapWithStateHead", named("valueOf"), ReturnsZero.class),
    INITIAL_STATE_IS_FORGOTTEN("execution.StatefulHead", named("initialize"), Advices.DoesNothing.class),
    REPARTITION_LOSES_A_TASK("execution.WideHead", named("forEachRow"), TakesFirstOnly.class),
    SNAPSHOTS_MISS_A_KEY("execution.MapWithStateHead", named("snapshot"), SkipsSomeKeys.class),
    PANES_LEAVE_A_SLIDE_LATE("plan.Window", named("leaves"), ReturnsALittleMore.class),
    THE_INVERSE_IS_NOT_APPLIED("execution.InverseWindowHead", named("without"), KeepsFirst.class),
    RECORDS_ARE_IN_THE_NEXT_PANE("plan.Window", named("pane"), ReturnsNextPane.class),
    TOTALS_HAVE_WHAT_HAS_LEFT_THE_TREE("execution.TreeWindowHead", named("from"), IsOldest.class),
    WINDOWS_SLIDE_A_BATCH_EARLY("plan.Window", named("aligned"), SecondAfter.class);

    private final String type;
    private final ElementMatcher<? super MethodDescription> method;
    private final Class<?> advice;

    Defects(String type, ElementMatcher<? super MethodDescription> method, Class<?> advice) {
        this.type = type;
        this.method = method;
        this.advice = advice;
    }

    PlantedDefect plant() {
        return PlantedDefect.plant("io.holdfast." + type, method, advice);
    }

    /** The method returns its first argument. */
    static final class KeepsFirst {
        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) Object first,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object result) {
            result = first;
        }
    }

    /** The method returns its argument if that is an empty list. */
    static final class ReturnsArgumentIfEmpty {
        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) List<?> values, @Advice.Return(readOnly = false) List<?> result) {
            result = values.isEmpty() ? values : result;
        }
    }

    /** For the third row of a block the method returns lists that nobody reads. */
    static final class ForgetsThirdRow {
        @Advice.OnMethodExit
        static void exit(@Advice.Argument(1) int row, @Advice.Return(readOnly = false) List<?> result) {
            result = row == 2 ? List.of(new ArrayList<>(), new ArrayList<>()) : result;
        }
    }

    /** Of a list the method sees only the first. */
    static final class TakesFirstOnly {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) List<?> inputs) {
            inputs = inputs.size() > 1 ? inputs.subList(0, 1) : inputs;
        }
    }

    /** The method does nothing when its last argument is an empty list. */
    static final class SkipsEmptyValues {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(2) List<?> values) {
            return values.isEmpty();
        }
    }

    /** The method takes the time for a second earlier. */
    static final class SecondBefore {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) long timeMillis) {
            timeMillis -= 1000;
        }
    }

    /** The method takes the time for a second later. */
    static final class SecondAfter {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) long timeMillis) {
            timeMillis += 1000;
        }
    }

    /** The method returns a millisecond more. */
    static final class ReturnsALittleMore {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long millis) {
            millis++;
        }
    }

    /** The method returns the end of the pane after the one it found. */
    static final class ReturnsNextPane {
        @Advice.OnMethodExit
        static void exit(@Advice.This Window window, @Advice.Return(readOnly = false) long pane) {
            pane += window.paneMillis();
        }
    }

    /** To the method nothing is too old. */
    static final class IsOldest {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 1, readOnly = false) long oldest) {
            oldest = Long.MIN_VALUE;
        }
    }

    /** The method does nothing for some keys. */
    static final class SkipsSomeKeys {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(0) StateTable.Entry entry) {
            return Arrays.hashCode(entry.key()) % 3 == 0;
        }
    }

    /** The method returns zero, whatever it found. */
    static final class ReturnsZero {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object result) {
            result = 0L;
        }
    }
}
