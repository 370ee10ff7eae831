package io.tifl.experiments.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tifl.aggregation.Add;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.aggregation.secure.Strength;
import io.tifl.client.Examples;
import io.tifl.client.LearnerFactory;
import io.tifl.client.LocalData;
import io.tifl.client.secure.SecureSessions;
import io.tifl.client.task.ClientMemory;
import io.tifl.client.task.ErrorFeedback;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.TaskRunner;
import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Traces;
import io.tifl.coordinator.observe.job.JobMeters;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.EvaluationSchedule;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.LearningRateSchedule;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.Participation;
import io.tifl.coordinator.round.Recipe;
import io.tifl.coordinator.round.RoundEngine;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.round.RoundWatch;
import io.tifl.coordinator.round.SecureAggregation;
import io.tifl.coordinator.round.Work;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.secure.Certificate;
import io.tifl.protocol.secure.Ring;
import io.tifl.protocol.secure.SecureFloor;
import io.tifl.protocol.secure.SecureIdentity;
import io.tifl.protocol.secure.SecureTerms;
import io.tifl.protocol.secure.SigningKey;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.TransportContract;
import io.tifl.tiering.PolicyRecipe;
import io.tifl.tiering.SchedulingPolicy;
import io.tifl.tiering.TierPlan;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Rounds of the engine, under masks or not, with real clients over a transport. */
public abstract class SecureRounds {
    protected static final int COUNT = 10;
    private static final Layout LAYOUT = Layout.flat(501);
    private static final SecureTerms TERMS = new SecureTerms(Ring.BITS_64, 2, 30, COUNT);
    private static final Strength STRENGTH = new Strength(0.1, 0.3, Strength.Server.EQUIVOCATING);
    private static final Catalog<UpdateCodec> CODECS = Catalog.load("codec", UpdateCodec.class);

    private final SigningKey authority = SigningKey.fresh(new SecureRandom());
    private final Map<ClientId, SecureIdentity> identities = new TreeMap<>();
    protected final MeterRegistry meters = new SimpleMeterRegistry();
    private final RoundWatch watch = new JobMeters(
                    new Instruments(new Meters(meters), Traces.off()), InstantSource.system())
            .started(new JobId("job"));
    protected final ConcurrentLinkedQueue<TaskReply> sent = new ConcurrentLinkedQueue<>();

    protected SecureRounds() {
        for (int i = 0; i < COUNT; i++) {
            ClientId client = new ClientId("c" + i);
            SigningKey key = SigningKey.fresh(new SecureRandom());
            identities.put(
                    client,
                    new SecureIdentity(
                            key, Certificate.issue(authority, client, key.publicKey()), authority.publicKey()));
        }
    }

    /** A change that depends on order and client alone; from 1 to 40 examples, so some exceed the largest weight. */
    private record Drawn(boolean rounded) implements LocalTask {
        @Override
        public String name() {
            return "drawn";
        }

        @Override
        public Result run(TaskOrder order, Context context) {
            order.settings().requireOnly(Set.of("learning-rate"));
            RandomGenerator chance = new Seed(order.seed()).generator();
            float[] values = new float[LAYOUT.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) chance.nextGaussian();
            }
            long examples = chance.nextLong(1, 40);
            Parameters change = Parameters.owning(LAYOUT, values);
            return rounded
                    ? new Result.Change(TERMS.rounded(change), Math.min(examples, TERMS.maxWeight()), Metrics.none())
                    : new Result.Change(change, examples, Metrics.of("loss", 1));
        }
    }

    protected SecureAggregation secure() {
        return new SecureAggregation(TERMS, STRENGTH, authority.publicKey(), Duration.ofSeconds(20));
    }

    protected static Recipe recipe(AggregationRule rule, String codec, int quorum, Optional<SecureAggregation> secure) {
        PolicyRecipe policy = SchedulingPolicy.catalog().get("vanilla").recipe(Settings.none());
        return new Recipe(
                new Work("drawn", Settings.none(), LearningRateSchedule.constant(0.1), codec),
                policy.selection(),
                policy.tiering(),
                rule,
                new Add(),
                new Participation(COUNT, 0, quorum, Duration.ofSeconds(20)),
                new UpdateLimits(1024, 1 << 20, COUNT),
                EvaluationSchedule.never(),
                secure,
                Optional.empty());
    }

    private Federation federation() {
        return new Federation(
                new JobId("job"),
                0,
                new GlobalModel(ModelSpec.of("none"), 0, Parameters.zeros(LAYOUT)),
                OptimizerState.empty(),
                TierPlan.untiered(identities.keySet()),
                new Seed(3));
    }

    /** A fresh transport whose coordinator reads the system clock. */
    protected abstract TransportContract.Ends open() throws Exception;

    /** Rounds with all clients, of which each answers orders as long as it wants to. */
    protected List<Outcome> rounds(
            int count, Recipe recipe, boolean masked, boolean rounded, Predicate<TaskOrder> answers) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        List<Thread> clients = new ArrayList<>();
        try (TransportContract.Ends ends = open()) {
            for (ClientId client : identities.keySet()) {
                ClientTransport end = ends.connect(client);
                clients.add(Thread.ofVirtual().start(() -> serve(end, masked, rounded, answers)));
            }
            RoundEngine engine = new RoundEngine(
                    recipe,
                    ends.coordinator(),
                    (_, _) -> new Evaluated(0, 0, List.of()),
                    InstantSource.system(),
                    CODECS,
                    _ -> {},
                    watch);
            Federation state = federation();
            for (int i = 0; i < count; i++) {
                Outcome outcome = engine.next(state);
                outcomes.add(outcome);
                state = outcome.after();
            }
        }
        for (Thread client : clients) {
            client.join();
        }
        return outcomes;
    }

    private void serve(ClientTransport end, boolean masked, boolean rounded, Predicate<TaskOrder> answers) {
        SecureSessions sessions = new SecureSessions(
                asked -> masked ? Optional.ofNullable(identities.get(asked)) : Optional.empty(),
                SecureFloor.usual(),
                new SecureRandom());
        LearnerFactory none = Catalog.load("engine", LearnerFactory.class).get("compiled");
        Examples nothing = Examples.dense(List.of(1), 2, new float[0], new int[0]);
        try (TaskRunner runner = new TaskRunner(
                none,
                Catalog.of("task", List.<LocalTask>of(new Drawn(rounded))),
                CODECS,
                new ErrorFeedback(),
                new ClientMemory(),
                sessions,
                Optional.empty())) {
            while (true) {
                Optional<TaskOrder> order = end.poll(Duration.ofSeconds(30));
                if (order.isPresent() && answers.test(order.get())) {
                    TaskReply reply = runner.run(order.get(), new LocalData(nothing, nothing));
                    sent.add(reply);
                    end.send(reply);
                } else if (order.isPresent()) {
                    // Gone: nobody waits for it.
                    end.close();
                    return;
                }
            }
        } catch (IOException | InterruptedException _) {
            // The transport is closed: the rounds are over.
        }
    }

    /** Three rounds under masks yield the model of plain ones over the same fixed-point values. */
    protected final void requireTheModelOfPlainRounds() throws Exception {
        List<Outcome> masked =
                rounds(3, recipe(new WeightedMean(), "float32", 6, Optional.of(secure())), true, false, _ -> true);
        List<Outcome> plain =
                rounds(3, recipe(new WeightedMean(), "float32", 6, Optional.empty()), false, true, _ -> true);

        for (int i = 0; i < 3; i++) {
            assertThat(masked.get(i).report().status()).isEqualTo(RoundReport.Status.COMMITTED);
            assertThat(masked.get(i).after().model().parameters())
                    .isEqualTo(plain.get(i).after().model().parameters());
        }
        assertThat(masked.getLast().report().counted()).isEqualTo(COUNT);
    }
}
