package io.tifl.coordinator.round;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.auth.NoiseSource;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.Arrival;
import io.tifl.tiering.Cohort;
import io.tifl.tiering.Draws;
import io.tifl.tiering.Feedback;
import io.tifl.tiering.Pace;
import io.tifl.tiering.Tier;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** One round of {@link AsyncEngine}: what happens until the model's next step. Confined to one thread. */
final class OverlappingRound {
    /** Before the names of the tiers' models, in the state that all share. */
    private static final String TIERS = "tiers.";

    /** Weights count in such parts of an example where some clients are drawn more seldom than others. */
    private static final long PARTS = 1024;

    /** A window's step takes at most so many times the updates that a round asks for. */
    private static final int MOST_ROUNDS_IN_A_WINDOW = 16;

    private final Recipe recipe;
    private final Pace.Overlapping pace;
    private final AggregationRule rule;
    private final UpdateCodec codec;
    private final Evaluator evaluator;
    private final InstantSource clock;
    private final StateKeeper keeper;
    private final RoundWatch watch;
    private final Federation before;
    private final Airspace out;
    private final Instant started;
    private final Set<ClientId> asked = new HashSet<>();
    private OptionalInt drawnTier = OptionalInt.empty();
    private Instant windowEnd;
    private int draws;

    OverlappingRound(
            Recipe recipe,
            Pace.Overlapping pace,
            AggregationRule rule,
            UpdateCodec codec,
            Evaluator evaluator,
            InstantSource clock,
            StateKeeper keeper,
            RoundWatch watch,
            Federation before,
            Airspace out) {
        this.recipe = recipe;
        this.pace = pace;
        this.rule = rule;
        this.codec = codec;
        this.evaluator = evaluator;
        this.clock = clock;
        this.keeper = keeper;
        this.watch = watch;
        this.before = before;
        this.out = out;
        this.started = ofThisRound().map(Flight::since).min(Instant::compareTo).orElseGet(clock::instant);
        this.windowEnd = started;
    }

    /** What this round sent already, if it was cut short. */
    private Stream<Flight> ofThisRound() {
        return out.flights().stream().filter(flight -> flight.round() == before.round());
    }

    static TaskOrder order(Recipe recipe, Pace.Overlapping pace, UpdateCodec codec, Federation state, Flight flight) {
        return recipe.order(
                state,
                flight.round(),
                flight.client(),
                flight.model(),
                recipe.taskSettings(flight.round()).with(pace.taskSettings()),
                codec.name(),
                flight.patience());
    }

    Outcome run() throws InterruptedException {
        openLanes();
        catchUp();
        if (pace instanceof Pace.Windowed windowed) {
            openWindow(windowed);
        }
        while (true) {
            OptionalInt due = due();
            if (due.isPresent()) {
                return step(due.getAsInt());
            }
            watch.phase(RoundWatch.Phase.SELECT);
            startOthers();
            if (out.isEmpty()) {
                OptionalInt waiting = withSomethingLanded();
                return waiting.isPresent()
                        ? step(waiting.getAsInt())
                        : Outcome.nothingDone(
                                before,
                                new Cohort(OptionalInt.empty(), List.of()),
                                RoundReport.Status.NO_CLIENTS,
                                clock.instant());
            }
            await();
        }
    }

    private void openLanes() {
        for (Flight flight : out.flights()) {
            Lane lane = out.lanes().get(flight.lane());
            if (lane == null) {
                lane = openLane(pace instanceof Pace.Tiers ? flight.round() : before.round());
                out.lanes().put(flight.lane(), lane);
            }
            if (!lane.holds(flight.client())) {
                lane.add(flight.task(before.job()), flight);
            }
        }
        if (!(pace instanceof Pace.Tiers)) {
            out.lanes().computeIfAbsent(0, _ -> openLane(before.round()));
        }
    }

    private Lane openLane(long round) {
        Lane[] self = new Lane[1];
        NoiseSource noise = NoiseSource.seeded(before.seed()).child(before.job().value());
        Accumulator sum = rule.open(new RuleContext(
                before.model().parameters().layout(),
                limits(),
                before.optimizerState().part(Step.RULE),
                before.seed().child("rule").child(round),
                noise.child(round),
                noise,
                round));
        Accumulator accumulator = pace.towardsClients()
                ? new TowardsClients(
                        sum,
                        before.model().parameters(),
                        client -> flight(self[0], client).model().parameters())
                : sum;
        Admission admission = new Admission(
                new LinkedHashSet<>(),
                codec,
                before.model().parameters().layout(),
                recipe.limits(),
                accumulator,
                claim -> appraised(claim, flight(self[0], claim.client().orElseThrow())));
        self[0] = new Lane(new Collected(List.of(), admission, accumulator, started, keeper::judged));
        return self[0];
    }

    private static Flight flight(Lane lane, ClientId client) {
        return Objects.requireNonNull(lane.out().get(client), "admitted, so it is out");
    }

    private UpdateLimits limits() {
        UpdateLimits each = recipe.limits();
        long most = (long) Math.ceil(each.maxWeight() * recipe.selection().largestCorrection()) * parts();
        return new UpdateLimits(each.maxMagnitude(), most, Math.max(each.maxUpdates(), mostUpdates()));
    }

    private long parts() {
        return recipe.selection().largestCorrection() > 1 ? PARTS : 1;
    }

    private int mostUpdates() {
        return switch (pace) {
            case Pace.Buffered buffered -> buffer(buffered);
            case Pace.Tiers _ -> recipe.participation().clients();
            case Pace.Windowed _ ->
                MOST_ROUNDS_IN_A_WINDOW * recipe.participation().asked();
        };
    }

    private int buffer(Pace.Buffered buffered) {
        return buffered.buffer().orElseGet(recipe.participation()::clients);
    }

    private Claim appraised(Claim claim, Flight flight) throws Admission.StaleException {
        long steps = before.model().version() - flight.model().version();
        if (steps > pace.staleness().most()) {
            throw new Admission.StaleException("it began with a model " + steps + " steps old, and "
                    + pace.staleness().most() + " are allowed");
        }
        long examples = pace.countsClients() ? 1 : claim.weight();
        long weight = Math.max(1, Math.round(examples * flight.correction() * parts()));
        return claim.withWeight(weight).withDiscount(pace.staleness().discount(Math.max(0, steps)));
    }

    private void openWindow(Pace.Windowed windowed) {
        Optional<Flight> first = ofThisRound().findFirst();
        if (first.isPresent()) {
            // Its cohort was asked before it was cut short.
            drawnTier = recipe.selection().isTiered()
                    ? before.tiers().tierOf(first.get().client())
                    : OptionalInt.empty();
        } else {
            Cohort cohort = draw(recipe.participation().asked());
            drawnTier = cohort.tier();
            start(0, cohort.clients());
        }
        windowEnd = started.plus(window(windowed));
    }

    private Duration window(Pace.Windowed windowed) {
        TierPlan tiers = before.tiers();
        double seconds = drawnTier.isPresent()
                ? seconds(tiers.tier(drawnTier.getAsInt()))
                : tiers.tiers().stream()
                        .mapToDouble(OverlappingRound::seconds)
                        .average()
                        .orElse(0);
        Duration deadline = recipe.participation().deadline();
        Duration window = Duration.ofNanos(Math.round(seconds * windowed.slack() * 1e9));
        return window.isZero() || window.compareTo(deadline) > 0 ? deadline : window;
    }

    private static double seconds(Tier tier) {
        return tier.maxLatency().toNanos() / 1e9;
    }

    private void startOthers() {
        switch (pace) {
            case Pace.Buffered buffered -> {
                int wanted = buffered.concurrency()
                        .clients(recipe.participation().asked(), before.tiers().tierCount());
                int missing = wanted
                        - Objects.requireNonNull(out.lanes().get(0)).out().size();
                if (missing > 0) {
                    start(0, draw(missing).clients());
                }
            }
            case Pace.Tiers _ -> {
                for (int tier = 0; tier < before.tiers().tierCount(); tier++) {
                    if (!out.lanes().containsKey(tier)) {
                        start(tier, drawFrom(tier));
                    }
                }
            }
            case Pace.Windowed _ -> {
                // Whoever is asked in a window is asked when it opens.
            }
        }
    }

    /** Some who are not at work, by the policy. */
    private Cohort draw(int wanted) {
        return recipe.selection().select(before.tiers(), wanted, busy(), drawing());
    }

    private List<ClientId> drawFrom(int tier) {
        return Draws.from(before.tiers().clients(tier), recipe.participation().clients(), busy(), drawing());
    }

    private RandomGenerator drawing() {
        Seed round = before.seed().child("select").child(before.round());
        return round.child(draws++).generator();
    }

    /** Nobody works on two orders at once, or on two of the same round, which could not be told apart. */
    private Set<ClientId> busy() {
        Set<ClientId> busy = new HashSet<>(asked);
        out.lanes().values().forEach(lane -> {
            busy.addAll(lane.out().keySet());
            busy.addAll(lane.landed().keySet());
        });
        return busy;
    }

    private void start(int number, List<ClientId> clients) {
        if (clients.isEmpty()) {
            return;
        }
        watch.phase(RoundWatch.Phase.DISPATCH);
        Lane lane = out.lanes().computeIfAbsent(number, _ -> openLane(before.round()));
        Instant now = clock.instant();
        List<TaskOrder> orders = new ArrayList<>();
        for (ClientId client : clients) {
            double correction = recipe.selection().correction(before.tiers(), client);
            Flight flight =
                    new Flight(client, before.round(), number, now, patience(client), before.model(), correction);
            lane.add(flight.task(before.job()), flight);
            asked.add(client);
            orders.add(order(recipe, pace, codec, before, flight));
        }
        keeper.keep(before.withFlights(out.flightsSoFar()));
        out.replies().dispatchMore(orders, now);
    }

    private Duration patience(ClientId client) {
        Duration deadline = recipe.participation().deadline();
        OptionalInt tier = before.tiers().tierOf(client);
        double slowest = tier.isPresent() ? seconds(before.tiers().tier(tier.getAsInt())) : 0;
        double seconds = slowest * pace.patience();
        return seconds > 0 && seconds < deadline.toNanos() / 1e9
                ? Duration.ofNanos(Math.max(1, Math.round(seconds * 1e9)))
                : deadline;
    }

    private OptionalInt due() {
        return first(this::isDue);
    }

    /** A lane that nobody is left to add to. */
    private OptionalInt withSomethingLanded() {
        return first(lane -> !lane.landed().isEmpty());
    }

    private OptionalInt first(Predicate<Lane> lanes) {
        return out.lanes().entrySet().stream()
                .filter(entry -> lanes.test(entry.getValue()))
                .mapToInt(entry -> entry.getKey())
                .findFirst();
    }

    private boolean isDue(Lane lane) {
        if (lane.landed().isEmpty()) {
            return false;
        }
        int counted = lane.collected().counted();
        boolean all = lane.out().isEmpty();
        Instant now = clock.instant();
        return switch (pace) {
            case Pace.Tiers _ -> all;
            case Pace.Buffered buffered ->
                counted >= buffer(buffered)
                        || isOver(now, recipe.participation().deadline());
            case Pace.Windowed _ ->
                all
                        || counted >= mostUpdates()
                        || (!now.isBefore(windowEnd) && counted >= recipe.quorum())
                        || isOver(now, recipe.participation().deadline());
        };
    }

    private boolean isOver(Instant now, Duration patience) {
        return !now.isBefore(started.plus(patience));
    }

    /** Whatever was over by now is over before anybody starts, whether it was seen to be in the last round or has to be again. */
    private void catchUp() throws InterruptedException {
        Instant now = clock.instant();
        while (!out.isEmpty() && !isAnyFull()) {
            Instant end = earliestEnd();
            Optional<Arrival> arrival = out.replies().next(earlier(end, now));
            if (arrival.isPresent()) {
                land(arrival.get());
            } else if (end.isAfter(now)) {
                return;
            } else {
                expire(end);
            }
        }
    }

    /** More may be there than a step takes, if much came while the last one was looked at: the rest is for the next. */
    private boolean isAnyFull() {
        return !(pace instanceof Pace.Tiers)
                && out.lanes().values().stream()
                        .anyMatch(lane -> lane.collected().counted() >= mostUpdates());
    }

    private void expire(Instant by) {
        for (Lane lane : out.lanes().values()) {
            withdraw(lane.expire(by));
        }
    }

    private void withdraw(List<Flight> over) {
        if (!over.isEmpty()) {
            out.replies()
                    .withdraw(over.stream()
                            .map(flight -> flight.task(before.job()))
                            .toList());
        }
    }

    private void land(Arrival arrival) {
        watch.phase(RoundWatch.Phase.ADMIT);
        laneOf(arrival.reply().id()).ifPresent(lane -> lane.land(arrival));
    }

    private Instant earliestEnd() {
        return out.lanes().values().stream()
                .flatMap(lane -> lane.out().values().stream())
                .map(Flight::end)
                .min(Instant::compareTo)
                .orElseThrow();
    }

    private void await() throws InterruptedException {
        watch.phase(RoundWatch.Phase.WAIT);
        Instant until = until();
        Optional<Arrival> arrival = out.replies().next(until);
        if (arrival.isPresent()) {
            land(arrival.get());
            return;
        }
        Instant now = clock.instant();
        List<TaskId> givenUp = out.replies().givenUp();
        for (TaskId task : givenUp) {
            laneOf(task).ifPresent(lane -> withdraw(lane.expire(task.client(), now, ClientReport.NO_SIGN_OF_LIFE)));
        }
        if (givenUp.isEmpty() && now.isBefore(until)) {
            // Nobody is left who could answer.
            out.lanes().values().forEach(lane -> withdraw(lane.expireAll(now)));
        } else {
            // Orders that were taken up again may have been over before others were answered: one after the other.
            expire(earlier(until, now));
        }
    }

    private Optional<Lane> laneOf(TaskId task) {
        return out.lanes().values().stream()
                .filter(lane -> {
                    Flight flight = lane.out().get(task.client());
                    return flight != null && flight.task(before.job()).equals(task);
                })
                .findFirst();
    }

    /** When something has to be looked at even if no reply comes. */
    private Instant until() {
        Instant now = clock.instant();
        Duration patience = recipe.participation().deadline();
        Instant until = earliestEnd();
        if (pace instanceof Pace.Tiers) {
            return until;
        }
        Instant over = started.plus(patience);
        Instant sooner = over.isAfter(now) ? earlier(until, over) : until;
        return windowEnd.isAfter(now) ? earlier(sooner, windowEnd) : sooner;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private Outcome step(int number) throws InterruptedException {
        watch.phase(RoundWatch.Phase.AGGREGATE);
        Lane lane = Objects.requireNonNull(out.lanes().get(number));
        Duration elapsed = Duration.between(started, clock.instant());
        Step step = moved(number, lane);
        List<Flight> flights = out.flightsAfter(number);
        out.lanes().remove(number);
        withdraw(List.copyOf(lane.landed().values()));
        lane.close();

        watch.phase(RoundWatch.Phase.EVALUATE);
        long completed = before.round() + 1;
        Optional<Evaluated> evaluated = recipe.evaluateAfter().isDue(completed, started, started.plus(elapsed))
                ? Optional.of(evaluator.evaluate(step.after().served(), before.tiers()))
                : Optional.empty();
        watch.phase(RoundWatch.Phase.STEP);
        OptionalInt tier = pace instanceof Pace.Tiers ? OptionalInt.of(number) : drawnTier;
        Collected collected = lane.collected();
        Feedback feedback = new Feedback(
                before.round(),
                new Cohort(tier, List.copyOf(lane.landed().keySet())),
                collected.latencies(),
                collected.expired(),
                collected.trained(),
                evaluated.map(Evaluated::tierAccuracy).orElse(List.of()));
        Federation after =
                step.after().withFlights(flights).next(recipe.tiering().adapt(before.tiers(), feedback));
        RoundReport report = new RoundReport(
                before.round(),
                after.model().version(),
                step.status(),
                tier,
                started,
                elapsed,
                lane.reports(before.round()),
                evaluated,
                Optional.empty());
        return new Outcome(after, report, feedback);
    }

    private Step moved(int number, Lane lane) {
        Collected collected = lane.collected();
        if (collected.counted() < quorum() || !collected.suffices()) {
            return new Step(before, RoundReport.Status.NO_QUORUM);
        }
        Aggregate aggregate = collected.finish();
        watch.phase(RoundWatch.Phase.STEP);
        return pace instanceof Pace.Tiers tiers
                ? ofTier(number, lane, aggregate, tiers)
                : moved(aggregate, OptimizerState.empty());
    }

    private int quorum() {
        return pace instanceof Pace.Buffered buffered ? Math.min(recipe.quorum(), buffer(buffered)) : recipe.quorum();
    }

    private Step ofTier(int tier, Lane lane, Aggregate aggregate, Pace.Tiers tiers) {
        Parameters begun = lane.landed().firstEntry().getValue().model().parameters();
        TierModels models = TierModels.of(
                        before.optimizerState().part(TIERS),
                        before.tiers().tierCount(),
                        before.model().parameters(),
                        tiers.firstCount())
                .after(tier, begun, aggregate.change());
        return moved(models.towardsMean(before.model().parameters(), aggregate), models.state());
    }

    private Step moved(Aggregate aggregate, OptimizerState tierModels) {
        Step step = Step.taken(
                recipe,
                before,
                aggregate,
                before.optimizerState().without(Step.RULE).without(TIERS).without(ServedModel.PART),
                OptimizerState.empty().withPart(TIERS, tierModels));
        return step.status() == RoundReport.Status.COMMITTED
                ? new Step(ServedModel.after(before, step.after(), pace.meanOf()), step.status())
                : step;
    }
}
