package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * One selection of Oort; confined to one thread, used once.
 *
 * <p>Clients are looked at cell by cell, and only in cells whose best possible worth matters: the result is that of looking at
 * all. Drawing many from many goes by rejection, at most so often; what is left then is drawn in one pass over all of them.
 */
final class OortRound {
    /** So many candidates for each draw are looked at one by one rather than tried at random. */
    private static final int FEW = 32;

    private static final int TRIES = 256;

    private final OortSettings settings;
    private final TierPlan plan;
    private final int size;
    private final Seed seed;
    private final Utilities utilities;
    private final long round;
    private final OortScore score;
    private final Set<Integer> chosen = new LinkedHashSet<>();

    OortRound(OortSettings settings, TierPlan plan, int size, RandomGenerator random) {
        this.settings = settings;
        this.plan = plan;
        this.size = Math.min(size, plan.clientCount());
        this.seed = new Seed(random.nextLong());
        this.utilities = plan.utilities();
        this.round = plan.roundsCompleted() + 1;
        this.score = OortScore.of(settings, utilities, round);
    }

    Cohort cohort() {
        exploit();
        explore();
        List<ClientId> clients = new ArrayList<>();
        chosen.forEach(number -> clients.add(plan.roster().index().id(number)));
        fill(clients);
        return new Cohort(OptionalInt.empty(), clients);
    }

    private void exploit() {
        double exploration = utilities.unexplored() == 0 ? 0 : settings.explorationAt(round);
        int wanted = Math.min((int) (size * (1 - exploration)), utilities.explored());
        if (wanted > 0) {
            Ranking cells = new Ranking();
            double cut = cells.worthAt(Math.min(wanted, utilities.explored() - 1)) * settings.cutOff();
            cells.draw(wanted, cut);
        }
    }

    /** The cells of explored clients, those first in which clients may be worth most. */
    private final class Ranking {
        private final int[] cells;
        private final double[] most;

        Ranking() {
            LongStream.Builder found = LongStream.builder();
            utilities.forEachExploredCell(cell -> {
                int descending = Integer.MAX_VALUE - Float.floatToIntBits(most(cell));
                found.add(((long) descending << Integer.SIZE) | cell);
            });
            long[] sorted = found.build().sorted().toArray();
            cells = LongStream.of(sorted).mapToInt(each -> (int) each).toArray();
            most = LongStream.of(sorted)
                    .mapToDouble(each -> Float.intBitsToFloat(Integer.MAX_VALUE - (int) (each >>> Integer.SIZE)))
                    .toArray();
        }

        /** What a client of a cell is worth at most. */
        private float most(int cell) {
            double most = score.of(
                    Utilities.UTILITIES.upper(Utilities.utilityBucket(cell)),
                    Math.max(1, Utilities.ROUNDS.lower(Utilities.roundBucket(cell))),
                    Utilities.DURATIONS.lower(Utilities.durationBucket(cell)));
            return Math.nextUp((float) most);
        }

        /** Worth of the client of a rank, 0 the best; of the last one if there are fewer who can be asked. */
        double worthAt(int rank) {
            PriorityQueue<Double> best = new PriorityQueue<>();
            for (int i = 0; i < cells.length; i++) {
                if (best.size() > rank && best.element() >= most[i]) {
                    break;
                }
                for (int position = 0; position < utilities.cells().size(cells[i]); position++) {
                    int client = utilities.cells().client(cells[i], position);
                    double worth = worth(client);
                    boolean counts = best.size() <= rank || worth > best.element();
                    if (counts && canBeAsked(client)) {
                        best.add(worth);
                        if (best.size() > rank + 1) {
                            best.remove();
                        }
                    }
                }
            }
            return best.isEmpty() ? 0 : best.element();
        }

        /** Draws from those who are worth this much or more. */
        void draw(int wanted, double cut) {
            int end = 0;
            long candidates = 0;
            while (end < cells.length && most[end] >= cut) {
                candidates += utilities.cells().size(cells[end++]);
            }
            if (candidates > (long) FEW * wanted) {
                tryAtRandom(wanted, cut, end);
            }
            WeightedDraw rest = new WeightedDraw(
                    wanted - chosen.size(), seed.child("exploit").generator());
            for (int i = 0; i < end && chosen.size() < wanted; i++) {
                for (int position = 0; position < utilities.cells().size(cells[i]); position++) {
                    int client = utilities.cells().client(cells[i], position);
                    double worth = worth(client);
                    if (worth >= cut && canBeAsked(client)) {
                        rest.offer(client, worth);
                    }
                }
            }
            chosen.addAll(rest.drawn());
        }

        // A cell by its size times its most, a client of it alike, and kept with its worth over that most.
        private void tryAtRandom(int wanted, double cut, int end) {
            double[] sums = new double[end];
            double sum = 0;
            for (int i = 0; i < end; i++) {
                sum += most[i] * utilities.cells().size(cells[i]);
                sums[i] = sum;
            }
            RandomGenerator random = seed.child("try").generator();
            long tries = (long) TRIES * wanted;
            while (chosen.size() < wanted && tries-- > 0 && sum > 0) {
                int found = Arrays.binarySearch(sums, random.nextDouble() * sum);
                int at = Math.min(found >= 0 ? found + 1 : -found - 1, end - 1);
                int client = utilities
                        .cells()
                        .client(cells[at], random.nextInt(utilities.cells().size(cells[at])));
                double worth = worth(client);
                if (random.nextDouble() * most[at] < worth && worth >= cut && canBeAsked(client)) {
                    chosen.add(client);
                }
            }
        }
    }

    private double worth(int client) {
        return score.of(utilities.utility(client), utilities.lastRound(client), utilities.duration(client));
    }

    private boolean canBeAsked(int client) {
        return !chosen.contains(client) && plan.roster().place(client).tier() < plan.tierCount();
    }

    /** Some of the fastest who never took part. */
    private void explore() {
        int wanted = Math.min(utilities.unexplored(), size - chosen.size());
        int window = (int) Math.min(utilities.unexplored(), settings.window() * wanted);
        if (window == 0) {
            return;
        }
        WeightedDraw draw = new WeightedDraw(wanted, seed.child("explore").generator());
        for (int client : fastest(window)) {
            draw.offer(client, score.factor(utilities.duration(client)));
        }
        chosen.addAll(draw.drawn());
    }

    private List<Integer> fastest(int window) {
        PriorityQueue<Newcomer> fastest = new PriorityQueue<>(Newcomer.ORDER.reversed());
        utilities.forEachUnexploredCell(cell -> {
            if (fastest.size() < window) { // or all of this cell are slower than all of those before
                addFastest(fastest, window, cell);
            }
        });
        return fastest.stream().sorted(Newcomer.ORDER).map(Newcomer::client).toList();
    }

    private void addFastest(PriorityQueue<Newcomer> fastest, int window, int cell) {
        double slowest = Double.POSITIVE_INFINITY;
        for (int position = 0; position < utilities.cells().size(cell); position++) {
            int client = utilities.cells().client(cell, position);
            double seconds = durationOrLast(client);
            if (seconds <= slowest && canBeAsked(client)) {
                fastest.add(new Newcomer(seconds, client));
                if (fastest.size() > window) {
                    fastest.remove();
                }
                slowest = fastest.size() < window
                        ? Double.POSITIVE_INFINITY
                        : fastest.element().seconds();
            }
        }
    }

    /** A client that never took part. */
    private record Newcomer(double seconds, int client) {
        static final Comparator<Newcomer> ORDER =
                Comparator.comparingDouble(Newcomer::seconds).thenComparingInt(Newcomer::client);
    }

    private double durationOrLast(int client) {
        float seconds = utilities.duration(client);
        return seconds < 0 ? Double.POSITIVE_INFINITY : seconds;
    }

    /** Anybody for the places that are left, if there is anybody: clients who came since the last round, or are worth little. */
    private void fill(List<ClientId> clients) {
        int missing = size - clients.size();
        if (missing == 0) {
            return;
        }
        Set<ClientId> already = Set.copyOf(clients);
        int enough = Math.min(plan.clientCount(), 4 * size + utilities.barred());
        new UniformSelection()
                .select(plan, enough, seed.child("fill").generator()).clients().stream()
                        .filter(client -> !already.contains(client) && !isBarred(client))
                        .limit(missing)
                        .forEach(clients::add);
    }

    private boolean isBarred(ClientId client) {
        int number = plan.roster().index().find(client);
        return number < utilities.size() && utilities.isBarred(number);
    }
}
