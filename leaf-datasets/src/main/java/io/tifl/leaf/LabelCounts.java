package io.tifl.leaf;

import io.tifl.client.Examples;
import io.tifl.protocol.ClientId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** How many examples of each class each client has. Immutable. */
public final class LabelCounts {
    private final List<String> clients;
    private final List<String> classes;
    private final List<int[]> counts;
    private final int[] sizes;

    private LabelCounts(List<String> clients, List<String> classes, List<int[]> counts) {
        this.clients = List.copyOf(clients);
        this.classes = List.copyOf(classes);
        this.counts = counts;
        this.sizes = counts.stream().mapToInt(LabelCounts::total).toArray();
    }

    /**
     * @param clients their names
     * @param classes their names
     * @param counts for each client one number for each class
     * @throws IllegalArgumentException if these do not fit each other, or a count is negative
     */
    public static LabelCounts of(List<String> clients, List<String> classes, List<int[]> counts) {
        if (counts.size() != clients.size()) {
            throw new IllegalArgumentException(
                    "expected counts of " + clients.size() + " clients, got those of " + counts.size());
        }
        List<int[]> copies = new ArrayList<>(counts.size());
        for (int i = 0; i < counts.size(); i++) {
            int[] mine = counts.get(i).clone();
            if (mine.length != classes.size() || Arrays.stream(mine).anyMatch(count -> count < 0)) {
                throw new IllegalArgumentException("client " + clients.get(i) + ": expected " + classes.size()
                        + " counts of 0 or more, got " + Arrays.toString(mine));
            }
            copies.add(mine);
        }
        return new LabelCounts(clients, classes, copies);
    }

    /** Of what each client of a partition holds of these examples; classes are named by their numbers. */
    public static LabelCounts of(Partition partition, Examples examples) {
        return new LabelCounts(
                partition.clients().stream().map(ClientId::value).toList(),
                numbers(examples.classes()),
                partition.clients().stream()
                        .map(client -> Deal.classCounts(examples, partition.rows(client)))
                        .toList());
    }

    /** Of what each client trains on; classes are named by their numbers. */
    public static LabelCounts of(FederatedDataset dataset) {
        return new LabelCounts(
                dataset.clients().sequencedKeySet().stream()
                        .map(ClientId::value)
                        .toList(),
                numbers(dataset.classes()),
                dataset.clients().sequencedValues().stream()
                        .map(data -> Deal.classCounts(
                                data.train(), Deal.range(data.train().size())))
                        .toList());
    }

    private static List<String> numbers(int classes) {
        return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
    }

    /** The names of the clients, in order. */
    public List<String> clients() {
        return clients;
    }

    /** The names of the classes, in order. */
    public List<String> classes() {
        return classes;
    }

    /** Examples of one class of one client. */
    public int count(int client, int label) {
        return counts.get(client)[label];
    }

    /** Examples of one client. */
    public int size(int client) {
        return sizes[client];
    }

    /** Examples of each client. */
    public int[] sizes() {
        return sizes.clone();
    }

    /** Examples of each class, of all clients together. */
    public long[] totals() {
        long[] totals = new long[classes.size()];
        for (int[] mine : counts) {
            for (int c = 0; c < totals.length; c++) {
                totals[c] += mine[c];
            }
        }
        return totals;
    }

    /** The same counts, with other names for the classes, as many. */
    public LabelCounts naming(List<String> names) {
        if (names.size() != classes.size()) {
            throw new IllegalArgumentException("expected names of " + classes.size() + " classes, got " + names.size());
        }
        return new LabelCounts(clients, names, counts);
    }

    /** Those of some clients, by their places, in this order. */
    public LabelCounts only(int[] places) {
        return new LabelCounts(
                Arrays.stream(places).mapToObj(clients::get).toList(),
                classes,
                Arrays.stream(places).mapToObj(counts::get).toList());
    }

    private static int total(int[] counts) {
        return Math.toIntExact(Arrays.stream(counts).asLongStream().sum());
    }
}
