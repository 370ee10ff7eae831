package io.tifl.experiments.documentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of every command and snippet, so that none is passed over in silence. */
final class Ledger {
    private final Map<String, List<String>> entries = new TreeMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    /**
     * @param how such as {@code run} or {@code parsed, because it takes hours}
     * @param what and where
     */
    synchronized void add(String how, String what) {
        entries.computeIfAbsent(how, _ -> new ArrayList<>()).add(what);
        counts.merge(how, 1, Integer::sum);
    }

    synchronized Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }

    synchronized void print(String title) {
        System.out.println("== " + title);
        entries.forEach((how, what) -> {
            System.out.printf("%5d  %s%n", what.size(), how);
            what.forEach(one -> System.out.println("         " + one));
        });
    }
}
