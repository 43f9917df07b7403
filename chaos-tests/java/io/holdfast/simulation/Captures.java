package io.holdfast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the world as it is after each change that a process makes to it. A process that dies at any moment leaves one of
 * these behind: between two changes nothing is different but the memory of the process, which is lost.
 */
final class Captures implements Moments.Event {

    private final Bank bank;
    private final Life life;
    private final boolean untilRecovered;
    private final Consumer<String> points;
    private final List<Bank> worlds = new ArrayList<>();
    private long changes = -1;

    /**
     * Watches one life.
     *
     * @param untilRecovered whether to keep nothing more once a batch is committed
     * @param points hears of the point of the protocol at which each moment is
     */
    Captures(Bank bank, Life life, boolean untilRecovered, Consumer<String> points) {
        this.bank = bank;
        this.life = life;
        this.untilRecovered = untilRecovered;
        this.points = points;
    }

    @Override
    public void at(long moment, Happening what) {
        if (untilRecovered && !life.reports.isEmpty()) {
            return;
        }
        points.accept(what.point());
        if (bank.changes() != changes) {
            changes = bank.changes();
            worlds.add(bank.copy(life.livedMillis()));
        }
    }

    List<Bank> worlds() {
        return worlds;
    }
}
