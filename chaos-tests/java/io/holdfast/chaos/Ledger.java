package io.holdfast.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was produced and committed, in the order of each partition. Thread-safe. */
final class Ledger {

    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Long> settled = new HashMap<>();

    /** A record of the input. All records of a key are in one partition. */
    record Entry(int partition, String key, long value) {}

    synchronized void append(List<Entry> committed) {
        entries.addAll(committed);
    }

    synchronized int size() {
        return entries.size();
    }

    /** The running sums that a job must give, each once, in this order per key: a plain fold. */
    synchronized Map<String, List<Long>> sums() {
        Map<String, List<Long>> sums = new LinkedHashMap<>();
        for (Entry entry : entries) {
            List<Long> ofKey = sums.computeIfAbsent(entry.key(), key -> new ArrayList<>());
            long before = ofKey.isEmpty() ? settled.getOrDefault(entry.key(), 0L) : ofKey.get(ofKey.size() - 1);
            ofKey.add(before + entry.value());
        }
        return sums;
    }

    /** Forgets the records and remembers where their sums ended: what comes next is folded from there. */
    synchronized void settle() {
        sums().forEach((key, ofKey) -> settled.put(key, ofKey.get(ofKey.size() - 1)));
        entries.clear();
    }
}
