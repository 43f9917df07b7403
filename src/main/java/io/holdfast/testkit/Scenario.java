package io.holdfast.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A script at certain times.
 *
 * @param interval the batch interval of the job
 * @param steps counted from 1; step 0 is the time before the first
 */
record Scenario(Duration interval, List<Script.Step> steps) {

    /** A world in which nothing has happened, and whose sources have the records of each step from that on. */
    World begin(List<String> sources) {
        World world = new World();
        sources.forEach(source -> world.inputs().put(source, new InputLog(source)));
        for (int step = 1; step <= steps.size(); step++) {
            int at = step;
            steps.get(step - 1).input().forEach((source, records) -> {
                InputLog log = world.inputs().get(source);
                if (log != null) {
                    log.add(at, records);
                }
            });
        }
        return world;
    }

    boolean isOver(World world) {
        return world.step() == steps.size();
    }

    void next(World world) {
        world.nextStep(interval.plus(steps.get(world.step()).pause()));
    }

    /** The times of all steps. */
    List<Long> timesMillis() {
        World world = new World();
        List<Long> times = new ArrayList<>();
        while (!isOver(world)) {
            next(world);
            times.add(world.clock().wallMillis());
        }
        return times;
    }
}
