package io.holdfast.simulation;

import io.holdfast.common.TimeSource;
import io.holdfast.execution.Watermarks;
import io.holdfast.format.Manifest;
import io.holdfast.plan.Window;
import java.util.TreeMap;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** What planted defects do to the methods that they are planted in. */
public final class Advices {

    private Advices() {}

    /** The method does nothing, and returns null, false or nothing. */
    public static final class DoesNothing {

        private DoesNothing() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }

    /** The method returns what it was given first, whatever it made of it. */
    static final class ReturnsItsFirstArgument {

        private ReturnsItsFirstArgument() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) Object first,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object result) {
            result = first;
        }
    }

    /** The method returns zero, whatever it found. */
    static final class ReturnsZero {

        private ReturnsZero() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long found) {
            found = 0;
        }
    }

    /** What the method throws is lost; it returns itself. */
    static final class SwallowsFailure {

        private SwallowsFailure() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit(
                @Advice.This Object self,
                @Advice.Thrown(readOnly = false) Throwable thrown,
                @Advice.Return(readOnly = false, typing = Assigner.Typing.DYNAMIC) Object result) {
            if (thrown != null) {
                thrown = null;
                result = self;
            }
        }
    }

    /** What the method throws is lost. */
    static final class SwallowsFailureOfVoid {

        private SwallowsFailureOfVoid() {}

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit(@Advice.Thrown(readOnly = false) Throwable thrown) {
            thrown = null;
        }
    }

    /** The method tells the time of the wall clock. */
    static final class ReturnsWallTime {

        private ReturnsWallTime() {}

        @Advice.OnMethodExit
        static void exit(@Advice.FieldValue("time") TimeSource time, @Advice.Return(readOnly = false) long millis) {
            millis = time.wallMillis();
        }
    }

    /** The method begins one batch too late. */
    static final class SkipsFirstDelta {

        private SkipsFirstDelta() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 1, readOnly = false) long after) {
            after = after + 1;
        }
    }

    /** The first batch of a process begins with the watermarks of no operator. */
    static final class ForgetsWatermarks {

        private ForgetsWatermarks() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Manifest before, @Advice.Return(readOnly = false) Watermarks watermarks) {
            if (before.kind() == Manifest.Kind.TAKEOVER) {
                watermarks = new Watermarks(watermarks.sources(), new TreeMap<>());
            }
        }
    }

    /** The method returns the pane at the time, evaluated before or not. */
    static final class ReturnsPaneOfTime {

        private ReturnsPaneOfTime() {}

        @Advice.OnMethodExit
        static void exit(
                @Advice.This Window window,
                @Advice.Argument(1) long timeMillis,
                @Advice.Return(readOnly = false) long end) {
            end = -Math.floorDiv(-timeMillis, window.paneMillis()) * window.paneMillis();
        }
    }

    /** The method returns the id of the batch that it is asked about. */
    static final class ReturnsBatch {

        private ReturnsBatch() {}

        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) Manifest next, @Advice.Return(readOnly = false) long floor) {
            floor = next.batch();
        }
    }
}
