package io.holdfast.simulation.kafka;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Decides which fault happens when: by chance, drawn from a seed, or at a request that a test names. */
public final class Faults {

    private final SplittableRandom random;
    private final Map<KafkaFault, Integer> oneIn = new EnumMap<>(KafkaFault.class);
    private final Map<KafkaFault, Integer> counts = new EnumMap<>(KafkaFault.class);
    private final Map<String, KafkaFault> planned = new HashMap<>();

    Faults(long seed) {
        random = new SplittableRandom(seed);
    }

    /** From now on one in so many opportunities is taken. */
    public Faults chance(KafkaFault fault, int newOneIn) {
        oneIn.put(fault, newOneIn);
        return this;
    }

    /** Lets the fault happen to the next request of this name, once. */
    public Faults next(KafkaFault fault, String request) {
        planned.put(request, fault);
        return this;
    }

    /** From now on nothing fails. */
    public void stop() {
        oneIn.clear();
        planned.clear();
    }

    /** How often the fault happened. */
    public int count(KafkaFault fault) {
        return counts.getOrDefault(fault, 0);
    }

    boolean happens(KafkaFault fault, String request) {
        Integer rarity = oneIn.get(fault);
        boolean happens = planned.remove(request, fault) || (rarity != null && random.nextInt(rarity) == 0);
        if (happens) {
            happened(fault);
        }
        return happens;
    }

    void happened(KafkaFault fault) {
        counts.merge(fault, 1, Integer::sum);
    }

    /** All that happened, by fault. */
    public Map<KafkaFault, Integer> counts() {
        return counts;
    }
}
