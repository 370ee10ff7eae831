package io.tifl.experiments.data;

import io.tifl.experiments.report.Unit;
import io.tifl.leaf.LabelCounts;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The clients a picture shows.
 *
 * @param counts of those
 * @param note what was left out; empty if nothing
 */
record ShownClients(LabelCounts counts, String note) {
    private static final int MOST = 200;
    private static final int MOST_CELLS = 6000;

    /** All of them, or some of every size: means of several would look more alike than any client is. */
    static ShownClients of(LabelCounts counts) {
        int clients = counts.clients().size();
        int most = Math.clamp(MOST_CELLS / Math.max(1, counts.classes().size()), 50, MOST);
        if (clients <= most) {
            return new ShownClients(counts, "");
        }
        int[] bySize = IntStream.range(0, clients)
                .boxed()
                .sorted(Comparator.comparingInt(counts::size))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] some = IntStream.range(0, most)
                .map(i -> bySize[(int) ((long) i * (clients - 1) / (most - 1))])
                .toArray();
        return new ShownClients(
                counts.only(some),
                " Shown are " + most + " of " + Unit.COUNT.format(clients)
                        + " clients, evenly spaced from the smallest to the largest.");
    }

    /** Names of the clients, without what all of them begin with up to a hyphen. */
    List<String> names() {
        List<String> names = counts.clients();
        int hyphen = names.isEmpty() ? -1 : names.getFirst().lastIndexOf('-');
        String start = hyphen < 0 ? "" : names.getFirst().substring(0, hyphen + 1);
        boolean isShared = !start.isEmpty() && names.stream().allMatch(name -> name.startsWith(start));
        return isShared
                ? names.stream().map(name -> name.substring(start.length())).toList()
                : names;
    }

    int largestCount() {
        return IntStream.range(0, counts.clients().size())
                .flatMap(i -> IntStream.range(0, counts.classes().size()).map(c -> counts.count(i, c)))
                .max()
                .orElse(0);
    }
}
