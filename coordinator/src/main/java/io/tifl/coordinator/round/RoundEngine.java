package io.tifl.coordinator.round;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.privacy.GaussianTree;
import io.tifl.aggregation.privacy.Mechanism;
import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.aggregation.privacy.SampledGaussian;
import io.tifl.aggregation.wrapper.WrappedRule;
import io.tifl.aggregation.wrapper.Wrapper;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.auth.NoiseSource;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import io.tifl.tiering.Cohort;
import io.tifl.tiering.Draws;
import io.tifl.tiering.Feedback;
import io.tifl.tiering.Query;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Runs one round after another: ask what the policy wants to know, select, order, dispatch, receive, admit, accumulate, step, evaluate, adapt.
 *
 * <p>It keeps nothing between rounds: state goes in as a {@link Federation} and comes out as one. The clock may be the wall
 * or a virtual one; the engine only waits for replies, with a deadline. A bad reply is refused with a reason and the round
 * goes on. Thread-safe if transport and evaluator are; rounds of one job run one after the other.
 */
public final class RoundEngine implements Rounds {
    private final Recipe recipe;
    private final CoordinatorTransport transport;
    private final Evaluator evaluator;
    private final InstantSource clock;
    private final UpdateCodec codec;
    private final StateKeeper keeper;
    private final Reserve reserve;
    private final RoundWatch watch;

    /**
     * An engine whose states are kept by whoever calls {@link #next}, all at once: what a round cost and what it made.
     *
     * @throws IllegalArgumentException if the recipe names an unknown codec
     */
    public RoundEngine(
            Recipe recipe,
            CoordinatorTransport transport,
            Evaluator evaluator,
            InstantSource clock,
            Catalog<UpdateCodec> codecs) {
        this(recipe, transport, evaluator, clock, codecs, _ -> {});
    }

    /**
     * An engine.
     *
     * @param keeper keeps what a round costs before the evaluator, or anybody, sees what it made
     * @throws IllegalArgumentException if the recipe names an unknown codec
     */
    public RoundEngine(
            Recipe recipe,
            CoordinatorTransport transport,
            Evaluator evaluator,
            InstantSource clock,
            Catalog<UpdateCodec> codecs,
            StateKeeper keeper) {
        this(recipe, transport, evaluator, clock, codecs, keeper, RoundWatch.NONE);
    }

    /**
     * An engine.
     *
     * @param keeper keeps what a round costs before the evaluator, or anybody, sees what it made
     * @param watch hears what rounds are at
     * @throws IllegalArgumentException if the recipe names an unknown codec
     */
    public RoundEngine(
            Recipe recipe,
            CoordinatorTransport transport,
            Evaluator evaluator,
            InstantSource clock,
            Catalog<UpdateCodec> codecs,
            StateKeeper keeper,
            RoundWatch watch) {
        this.watch = watch;
        this.recipe = recipe;
        this.transport = transport;
        this.evaluator = evaluator;
        this.clock = clock;
        UpdateCodec plain = codecs.get(recipe.work().codec());
        this.codec = recipe.secure().isPresent() ? SecureSums.CODEC : plain;
        this.keeper = keeper;
        this.reserve = new Reserve(recipe.privacy().map(Privacy::budget));
    }

    /**
     * {@inheritDoc}
     *
     * <p>If its report says that the budget is spent, nothing else can come.
     */
    @Override
    public Outcome next(Federation before) throws InterruptedException {
        watch.began(before.job(), before.round());
        watch.phase(RoundWatch.Phase.SELECT);
        Optional<Inquiry.Result> asked = ask(before);
        Cohort cohort = select(before, asked);
        if (cohort.clients().isEmpty()
                && (turns(before).isEmpty() || before.tiers().clientCount() == 0)) {
            return Outcome.nothingDone(before, cohort, RoundReport.Status.NO_CLIENTS, clock.instant());
        }
        if (!bearsAnother(before, cohort.clients().size())) {
            return Outcome.nothingDone(before, cohort, RoundReport.Status.BUDGET_SPENT, clock.instant());
        }
        try (Accumulator accumulator = accumulator(before)) {
            Collected collected = collect(before, cohort, accumulator);
            watch.phase(RoundWatch.Phase.AGGREGATE);
            if (accumulator instanceof SecureSums sums) {
                sums.run(transport, before, recipe.work().task(), recipe.quorum(), collected, watch);
            }
            return outcome(before, asked, cohort, collected);
        }
    }

    /** Nothing is out between rounds. */
    @Override
    public void close() {}

    private Outcome outcome(Federation before, Optional<Inquiry.Result> asked, Cohort cohort, Collected collected)
            throws InterruptedException {
        Duration elapsed = Duration.between(collected.started(), clock.instant());
        Optional<Toll> query = asked.map(Inquiry.Result::toll);
        Instant started = asked.map(Inquiry.Result::started).orElse(collected.started());

        Step step = step(before, collected);
        watch.phase(RoundWatch.Phase.EVALUATE);
        long completed = before.round() + 1;
        boolean shown = step.status() != RoundReport.Status.BUDGET_SPENT;
        boolean last = !bearsAnother(
                step.after().next(before.tiers()), recipe.participation().asked());
        Optional<Evaluated> evaluated = shown
                        && (last
                                || recipe.evaluateAfter()
                                        .isDue(
                                                completed,
                                                started,
                                                collected.started().plus(elapsed)))
                ? Optional.of(evaluator.evaluate(step.after().model(), before.tiers()))
                : Optional.empty();
        watch.phase(RoundWatch.Phase.STEP);
        Feedback feedback = feedback(before, asked, cohort, collected, elapsed, evaluated);
        TierPlan tiers = recipe.tiering().adapt(before.tiers(), feedback);
        Federation after = shown ? step.after().next(tiers) : before;
        RoundReport report = new RoundReport(
                before.round(),
                after.model().version(),
                step.status(),
                cohort.tier(),
                started,
                elapsed.plus(query.map(Toll::elapsed).orElse(Duration.ZERO)),
                collected.reports(statusOfSilent(collected)),
                evaluated,
                query);
        return new Outcome(after, report, feedback);
    }

    private Optional<Inquiry.Result> ask(Federation before) throws InterruptedException {
        Seed seed = drawing(before).child("query").child(before.round());
        Optional<Query> query = recipe.selection()
                .query(eligible(before), recipe.participation().asked(), seed.generator())
                .filter(some -> !some.clients().isEmpty());
        return query.isEmpty()
                ? Optional.empty()
                : Optional.of(Inquiry.run(
                        query.get(),
                        recipe.work(),
                        before,
                        recipe.participation().deadline(),
                        transport,
                        clock));
    }

    private Cohort select(Federation before, Optional<Inquiry.Result> asked) {
        Seed seed = drawing(before).child("select").child(before.round());
        int size = recipe.participation().asked();
        return asked.isEmpty()
                ? recipe.selection().select(eligible(before), size, seed.generator())
                : recipe.selection().select(eligible(before), size, asked.get().answers(), seed.generator());
    }

    private TierPlan eligible(Federation before) {
        return turns(before)
                .map(turns -> before.tiers().only(client -> turns.isOf(client, before.round())))
                .orElse(before.tiers());
    }

    /** Of a tree, whose cost is that of clients that take part so far apart. */
    private Optional<Turns> turns(Federation before) {
        return tree().map(tree -> new Turns(before.seed().child("turn"), tree.separation()));
    }

    private Optional<GaussianTree> tree() {
        return WrappedRule.noiseOf(recipe.rule()).flatMap(Wrapper.Noise::tree);
    }

    /** Who is drawn must not be foreseen if privacy is claimed for it. */
    private Seed drawing(Federation before) {
        return recipe.privacy()
                .map(privacy -> privacy.noise().child(before.job().value()).seed())
                .orElse(before.seed());
    }

    /** A round that was entered already is summed up first: to the same as before, it costs nothing. */
    private boolean bearsAnother(Federation before, int asked) {
        if (tree().filter(tree -> before.round() >= tree.rounds()).isPresent()) {
            return false;
        }
        return before.privacy().isEntered(before.round())
                || WrappedRule.noiseOf(recipe.rule())
                        .map(noise ->
                                reserve.bearsAnother(before.privacy(), mechanism(before, asked, noise.multiplier())))
                        .orElse(true);
    }

    private Mechanism mechanism(Federation before, int asked, double multiplier) {
        Optional<GaussianTree> tree = tree();
        return tree.isPresent() ? tree.get() : drawn(before, asked, multiplier);
    }

    private SampledGaussian drawn(Federation before, int asked, double multiplier) {
        return Draw.of(recipe.selection(), recipe.tiering(), before.tiers(), asked)
                .withNoise(multiplier);
    }

    private List<TaskOrder> orders(Federation before, List<ClientId> clients) {
        Settings settings = settingsAt(before.round());
        return clients.stream()
                .map(client -> recipe.order(
                        before,
                        before.round(),
                        client,
                        before.model(),
                        settings,
                        codec.name(),
                        recipe.participation().deadline()))
                .toList();
    }

    private Settings settingsAt(long round) {
        Settings all = recipe.taskSettings(round);
        return recipe.secure().map(secure -> secure.terms().in(all)).orElse(all);
    }

    private Admission admission(Federation before, List<TaskOrder> orders, Accumulator accumulator) {
        Set<TaskId> open = new LinkedHashSet<>();
        orders.forEach(order -> open.add(order.id()));
        return new Admission(open, codec, before.model().parameters().layout(), recipe.limits(), accumulator);
    }

    private Accumulator accumulator(Federation before) {
        if (recipe.secure().isPresent()) {
            return SecureSums.open(recipe.secure().get(), before);
        }
        return recipe.rule()
                .open(new RuleContext(
                        before.model().parameters().layout(),
                        recipe.limits(),
                        before.optimizerState().part(Step.RULE),
                        before.seed().child("rule").child(before.round()),
                        noise(before).child(before.round()),
                        noise(before),
                        before.round()));
    }

    private NoiseSource noise(Federation before) {
        return recipe.privacy()
                .map(Privacy::noise)
                .orElseGet(() -> NoiseSource.seeded(before.seed()))
                .child(before.job().value());
    }

    private Collected collect(Federation before, Cohort cohort, Accumulator accumulator) throws InterruptedException {
        watch.phase(RoundWatch.Phase.DISPATCH);
        List<TaskOrder> orders = orders(before, cohort.clients());
        Admission admission = admission(before, orders, accumulator);
        try (Replies replies = transport.dispatch(orders)) {
            Collected collected =
                    new Collected(cohort.clients(), admission, accumulator, replies.dispatchedAt(), keeper::judged);
            replies.earlier().forEach(task -> collected.ask(task, replies.dispatchedAt()));
            receive(before, cohort, replies, collected);
            return collected;
        }
    }

    private void receive(Federation before, Cohort cohort, Replies replies, Collected collected)
            throws InterruptedException {
        Instant deadline = collected.started().plus(recipe.participation().deadline());
        while (!enough(collected)) {
            watch.phase(RoundWatch.Phase.WAIT);
            Optional<Arrival> arrival = replies.next(deadline);
            if (arrival.isPresent()) {
                watch.phase(RoundWatch.Phase.ADMIT);
                collected.add(arrival.get());
                continue;
            }
            List<TaskId> givenUp = replies.givenUp();
            if (givenUp.isEmpty()) {
                return;
            }
            watch.phase(RoundWatch.Phase.DISPATCH);
            givenUp.forEach(task -> collected.giveUp(task.client()));
            List<ClientId> spares = spares(before, cohort, collected, givenUp);
            if (!spares.isEmpty()) {
                spares.forEach(
                        spare -> collected.ask(new TaskId(before.job(), before.round(), spare), clock.instant()));
                replies.dispatchMore(orders(before, spares));
            }
        }
    }

    /** Others of the same tier for those that vanished, as many as there are. */
    private List<ClientId> spares(Federation before, Cohort cohort, Collected collected, List<TaskId> vanished) {
        TierPlan tiers = before.tiers();
        IntStream eligible = cohort.tier().isPresent()
                ? IntStream.of(cohort.tier().getAsInt())
                : IntStream.range(0, tiers.tierCount());
        Optional<Turns> turns = turns(before);
        List<ClientId> candidates = eligible.mapToObj(tiers::clients)
                .flatMap(List::stream)
                .filter(client -> !collected.wasAsked(client))
                .filter(client -> turns.isEmpty() || turns.get().isOf(client, before.round()))
                .toList();
        Seed seed = drawing(before)
                .child("replace")
                .child(before.round())
                .child(vanished.getFirst().client().value());
        return Draws.from(candidates, Math.min(vanished.size(), candidates.size()), seed.generator());
    }

    private boolean enough(Collected collected) {
        return collected.allAnswered()
                || collected.counted() >= recipe.participation().clients();
    }

    private Step step(Federation before, Collected collected) {
        if (collected.counted() < recipe.quorum() || !collected.suffices()) {
            return new Step(before, RoundReport.Status.NO_QUORUM);
        }
        Aggregate aggregate = collected.finish();
        watch.phase(RoundWatch.Phase.STEP);
        if (tree().isPresent() && isOtherSumOfTheSameRound(before, aggregate)) {
            return new Step(before, RoundReport.Status.NO_QUORUM);
        }
        Optional<Federation> spent = spend(before, collected, aggregate);
        return spent.isEmpty()
                ? new Step(before, RoundReport.Status.BUDGET_SPENT)
                : Step.taken(
                        recipe,
                        spent.get(),
                        aggregate,
                        before.optimizerState().without(Step.RULE),
                        OptimizerState.empty());
    }

    /** What a crash cut short may have been shown; a tree has no noise for another sum, so the round passes without one. */
    private static boolean isOtherSumOfTheSameRound(Federation before, Aggregate aggregate) {
        return before.privacy().isEntered(before.round())
                && aggregate
                        .noised()
                        .filter(noised -> !before.privacy().isEntered(before.round(), noised.sum()))
                        .isPresent();
    }

    /** Enters what the round costs, and keeps that before anything else is done; empty if the budget does not bear it. */
    private Optional<Federation> spend(Federation before, Collected collected, Aggregate aggregate) {
        if (recipe.privacy().isEmpty() || aggregate.noised().isEmpty()) {
            return Optional.of(before);
        }
        Aggregate.Noised noised = aggregate.noised().get();
        PrivacyLedger ledger = before.privacy()
                .enter(before.round(), mechanism(before, collected.asked(), noised.multiplier()), noised.sum());
        if (!recipe.privacy().get().budget().allows(ledger)) {
            return Optional.empty();
        }
        Federation spent = before.withPrivacy(ledger);
        if (!ledger.equals(before.privacy())) {
            keeper.keep(spent);
        }
        return Optional.of(spent);
    }

    // Whoever is silent when enough others have answered was not slow in any sense that should count against it.
    private ClientReport.Status statusOfSilent(Collected collected) {
        return collected.counted() >= recipe.participation().clients()
                ? ClientReport.Status.NOT_NEEDED
                : ClientReport.Status.TIMED_OUT;
    }

    private Feedback feedback(
            Federation before,
            Optional<Inquiry.Result> asked,
            Cohort cohort,
            Collected collected,
            Duration elapsed,
            Optional<Evaluated> evaluated) {
        SequencedMap<ClientId, Duration> timedOut = statusOfSilent(collected) == ClientReport.Status.TIMED_OUT
                ? collected.silentFor(elapsed)
                : collected.givenUpFor(elapsed);
        return new Feedback(
                before.round(),
                cohort,
                collected.latencies(),
                timedOut,
                collected.trained(),
                asked.map(result -> result.answers().metrics()).orElseGet(TreeMap::new),
                evaluated.map(Evaluated::tierAccuracy).orElse(List.of()));
    }
}
