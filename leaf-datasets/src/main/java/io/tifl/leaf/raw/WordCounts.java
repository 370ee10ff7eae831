package io.tifl.leaf.raw;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often words occur. Confined to one thread. */
final class WordCounts {
    private static final int MOST = 8_000_000;

    private final Map<String, int[]> counts = new HashMap<>();

    /** @throws IOException if there are too many words for memory */
    void add(String word) throws IOException {
        counts.computeIfAbsent(word, _ -> new int[1])[0]++;
        if (counts.size() > MOST) {
            throw new IOException("more than " + MOST + " different words; give a vocabulary with vocabulary-file");
        }
    }

    /** The most frequent first; of equally frequent ones the first in the order of their characters. */
    List<String> mostFrequent(int count) {
        return counts.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, int[]> entry) -> -entry.getValue()[0])
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(count)
                .map(Map.Entry::getKey)
                .toList();
    }
}
