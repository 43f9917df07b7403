package io.holdfast.simulation;

import io.holdfast.testkit.simulation.FileSystemKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * All that decides how a history goes.
 *
 * @param seed draws the order of workers and all other chance
 * @param disk whose rules the disk follows
 * @param records how many records each split of the input has
 * @param parallelism of each process but the last, which has that of the first
 * @param faults what goes wrong
 */
record Script(long seed, FileSystemKind disk, int records, List<Integer> parallelism, List<Fault> faults) {

    private static final int LIVES_MAX = 3;

    /** A history with faults of these kinds, and no others. */
    static Script draw(long seed, List<Fault.Kind> kinds) {
        SplittableRandom random = new SplittableRandom(seed);
        int lives = 1 + random.nextInt(LIVES_MAX) * (random.nextInt(3) / 2);
        List<Integer> parallelism = new ArrayList<>();
        List<Fault> faults = new ArrayList<>();
        for (int life = 0; life < lives; life++) {
            parallelism.add(random.nextInt(8) == 0 ? 1 + random.nextInt(3) : 2);
            for (int fault = random.nextInt(3); fault >= 0; fault -= 2) {
                Fault drawn = Fault.draw(life, kinds.get(random.nextInt(kinds.size())), random);
                if (faults.stream().noneMatch(drawn::excludes)) {
                    faults.add(drawn);
                }
            }
        }
        FileSystemKind disk = random.nextInt(4) == 0 ? FileSystemKind.HDFS : FileSystemKind.LOCAL;
        return new Script(seed, disk, random.nextInt(4) == 0 ? 8 : 4, List.copyOf(parallelism), List.copyOf(faults));
    }

    int lives() {
        return parallelism.size();
    }

    List<Fault> faultsOf(int life) {
        return faults.stream().filter(fault -> fault.life() == life).toList();
    }

    Script withFaults(List<Fault> others) {
        return new Script(seed, disk, records, parallelism, List.copyOf(others));
    }
}
