package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.tiering.PowerOfChoicePolicy.LossSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Whom Power-of-Choice asks; see {@link PowerOfChoicePolicy}. Equal losses are ranked at random, whatever the order in which
 * answers came.
 *
 * @param candidates at first; 0 for twice as many as are wanted
 * @param halveEvery rounds after which they become half as many; 0 for never
 * @param batch how many examples a candidate looks at
 * @param limit of the wait for answers; empty for what the profile says
 */
record PowerOfChoiceSelection(
        String name, LossSource source, int candidates, int halveEvery, int batch, QueryLimit limit)
        implements SelectionPolicy {
    private static final int USUAL_BATCH = 50;

    PowerOfChoiceSelection {
        requireAtLeast(0, "candidates", candidates);
        requireAtLeast(0, "halve-every", halveEvery);
        requireAtLeast(1, "batch", batch);
    }

    private static void requireAtLeast(int least, String setting, int value) {
        if (value < least) {
            throw new IllegalArgumentException(setting + " must be at least " + least + ", got " + value);
        }
    }

    static PowerOfChoiceSelection from(String name, LossSource source, Settings settings) {
        return new PowerOfChoiceSelection(
                name,
                source,
                settings.integer("candidates", 0),
                settings.integer("halve-every", 0),
                settings.integer("batch", USUAL_BATCH),
                QueryLimit.from(settings));
    }

    @Override
    public boolean ranksClients() {
        return true;
    }

    @Override
    public Optional<Query> query(TierPlan plan, int size, RandomGenerator random) {
        if (source == LossSource.LAST_TRAINING) {
            return Optional.empty();
        }
        Settings all = Settings.none().with("split", "train");
        List<ClientId> asked = drawn(plan, size, random).stream()
                .map(plan.roster().index()::id)
                .toList();
        return Optional.of(new Query(
                asked, "evaluate", source == LossSource.BATCH ? all.with("sample", batch) : all, true, limit.of(plan)));
    }

    private List<Integer> drawn(TierPlan plan, int size, RandomGenerator random) {
        return new SizeDraw(plan, candidatesAfter(plan.roundsCompleted(), size), random).drawn();
    }

    /** How many candidates there are once so many rounds are complete. */
    int candidatesAfter(long rounds, int size) {
        long first = candidates == 0 ? 2L * size : candidates;
        long halvings = halveEvery == 0 ? 0 : Math.min(rounds / halveEvery, Integer.SIZE);
        return (int) Math.max(size, Math.min(first >> halvings, Integer.MAX_VALUE));
    }

    @Override
    public Cohort select(TierPlan plan, int size, RandomGenerator random) {
        return select(plan, size, Answers.none(), random);
    }

    @Override
    public Cohort select(TierPlan plan, int size, Answers answers, RandomGenerator random) {
        Seed seed = new Seed(random.nextLong());
        List<Candidate> ranked =
                source == LossSource.LAST_TRAINING ? remembered(plan, size, seed) : answered(answers, seed);
        List<ClientId> clients = ranked.stream()
                .sorted(Candidate.WORST_FIRST)
                .map(Candidate::client)
                .toList();
        return Filling.filled(
                plan, size, clients, answers.asked(), seed.child("fill").generator());
    }

    private List<Candidate> remembered(TierPlan plan, int size, Seed seed) {
        RandomGenerator ties = seed.child("ties").generator();
        Holdings holdings = plan.holdings();
        return drawn(plan, size, seed.child("candidates").generator()).stream()
                .map(client -> new Candidate(
                        plan.roster().index().id(client),
                        client < holdings.size() ? holdings.loss(client) : Double.POSITIVE_INFINITY,
                        ties.nextDouble()))
                .toList();
    }

    private static List<Candidate> answered(Answers answers, Seed seed) {
        RandomGenerator ties = seed.child("ties").generator();
        List<Candidate> ranked = new ArrayList<>();
        answers.metrics().forEach((client, said) -> {
            double tie = ties.nextDouble();
            double loss = said.get("loss").orElse(Double.NaN);
            if (Holdings.isLoss(loss) && said.get("examples").orElse(0) >= 1) {
                ranked.add(new Candidate(client, loss, tie));
            }
        });
        return ranked;
    }

    /** @param tie what decides between equal losses */
    private record Candidate(ClientId client, double loss, double tie) {
        static final Comparator<Candidate> WORST_FIRST =
                Comparator.comparingDouble(Candidate::loss).reversed().thenComparingDouble(Candidate::tie);
    }
}
