package io.tifl.leaf.raw;

import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.set.SetSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A sink that counts each user's examples and keeps nothing else. */
final class Sizes implements SetSink {
    private final Set<String> users = new HashSet<>();
    private final Set<String> hierarchies = new HashSet<>();
    private final List<Long> sizes = new ArrayList<>();

    static Sizes of(SetSource source) throws IOException, InterruptedException {
        Sizes sink = new Sizes();
        source.read(sink, ReadProgress.SILENT);
        return sink;
    }

    @Override
    public void user(String id, String hierarchy) throws IOException {
        if (!users.add(id)) {
            throw new IOException("two users are named " + id);
        }
        hierarchies.add(hierarchy);
        sizes.add(0L);
    }

    @Override
    public void example(byte[] features, byte[] labels, byte[] note) {
        sizes.set(sizes.size() - 1, sizes.getLast() + 1);
    }

    int users() {
        return sizes.size();
    }

    int hierarchies() {
        return hierarchies.size();
    }

    long examples() {
        return sizes.stream().mapToLong(Long::longValue).sum();
    }

    double mean() {
        return (double) examples() / users();
    }

    double deviation() {
        double mean = mean();
        return Math.sqrt(sizes.stream()
                .mapToDouble(size -> (size - mean) * (size - mean))
                .average()
                .orElseThrow());
    }

    double median() {
        List<Long> sorted = sizes.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2.0;
    }

    long min() {
        return sizes.stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    long max() {
        return sizes.stream().mapToLong(Long::longValue).max().orElseThrow();
    }
}
