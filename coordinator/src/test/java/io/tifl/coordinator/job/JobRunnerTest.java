package io.tifl.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.coordinator.http.Presence;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundWatch;
import io.tifl.coordinator.round.ScriptedTransport;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.auth.NoiseSource;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who takes part while clients come and go: three are there, and each round asks all it may. */
class JobRunnerTest {
    private static final ClientId ANN = new ClientId("ann");
    private static final ClientId BERT = new ClientId("bert");
    private static final ClientId CLEO = new ClientId("cleo");
    private static final NoiseSource NOISE = NoiseSource.seeded(new Seed(5));

    private static final Parameters ZEROS = Parameters.zeros(Layout.flat(3));

    private Instant now = Instant.EPOCH;
    private final Presence presence = new Presence(() -> now);
    private final Memory state = new Memory();
    private final List<TaskOrder> asked = new ArrayList<>();
    private boolean cleoIsProfiled = true;

    @BeforeEach
    void allAreThere() {
        List.of(ANN, BERT, CLEO).forEach(presence::note);
    }

    private static final class Memory implements JobState {
        private Optional<Federation> latest = Optional.empty();

        @Override
        public Optional<Federation> latest(JobId job) {
            return latest;
        }

        @Override
        public void offer(JobId job, GlobalModel model) {}

        @Override
        public void begin(Federation first) {
            latest = Optional.of(first);
        }

        @Override
        public void update(Federation changed) {
            latest = Optional.of(changed);
        }

        @Override
        public void commit(Outcome outcome) {
            latest = Optional.of(outcome.after());
        }
    }

    /** Tells a test when a round is over. */
    private record AfterRound(LongConsumer then) implements JobListener {
        @Override
        public void waiting(JobId job, int leastClients) {}

        @Override
        public void profiling(JobId job, int clients) {}

        @Override
        public void began(Federation first, Evaluated evaluated) {}

        @Override
        public void round(Outcome outcome) {
            then.accept(outcome.report().round());
        }
    }

    private void run(int rounds, LongConsumer afterRound) throws Exception {
        run(rounds, "vanilla", afterRound);
    }

    private void run(int rounds, String policy, LongConsumer afterRound) throws Exception {
        JobDefinition definition = JobDefinition.parse("""
                name: flat
                model: flat
                rounds: %d
                clients-per-round: 3
                quorum: 1
                policy: %s
                tiers: 1
                smallest-tier: 1
                sync-rounds: 1
                """.formatted(rounds, policy));
        ScriptedTransport transport = new ScriptedTransport(this::answers);
        new JobRunner(
                        definition,
                        state,
                        transport,
                        presence,
                        (_, _) -> ZEROS,
                        transport,
                        new AfterRound(afterRound),
                        RoundWatch.NONE,
                        NOISE)
                .run();
    }

    private List<ScriptedTransport.Answer> answers(TaskOrder order) {
        boolean profiling = order.id().job().value().endsWith(":profile");
        if (profiling && order.id().client().equals(CLEO) && !cleoIsProfiled) {
            return List.of();
        }
        if (order.id().job().value().equals("flat")) {
            asked.add(order);
        }
        TaskReply reply = order.task().equals("evaluate")
                ? new TaskReply.Measured(
                        order.id(), Metrics.of("examples", 1).with("correct", 1).with("loss", 0))
                : new TaskReply.Updated(order.id(), new Float32Codec().encode(ZEROS, 0), 1, Metrics.none());
        return List.of(new ScriptedTransport.Answer(reply, Duration.ofMillis(1)));
    }

    private List<Long> roundsThatAsk(ClientId client) {
        return asked.stream()
                .filter(order -> order.id().client().equals(client))
                .map(order -> order.id().round())
                .sorted()
                .toList();
    }

    @Test
    void dropOutThatWasOnlyTooSlowIsNotAskedAlthoughItIsThere() throws Exception {
        cleoIsProfiled = false;

        run(4, _ -> {});

        assertThat(roundsThatAsk(ANN)).containsExactly(0L, 1L, 2L, 3L);
        assertThat(roundsThatAsk(CLEO)).isEmpty();
    }

    @Test
    void dropOutThatWasAwayReturns() throws Exception {
        cleoIsProfiled = false;

        run(6, round -> {
            if (round == 1) {
                presence.left(CLEO);
            } else if (round == 3) {
                presence.note(CLEO);
            }
        });

        assertThat(roundsThatAsk(CLEO)).containsExactly(4L, 5L);
        assertThat(roundsThatAsk(BERT)).hasSize(6);
    }

    @Test
    void clientThatIsGoneIsNotAskedUntilItIsThereAgain() throws Exception {
        run(6, round -> {
            if (round == 1) {
                now = now.plusSeconds(90);
                presence.note(ANN);
                presence.note(BERT);
            } else if (round == 3) {
                presence.note(CLEO);
            }
        });

        assertThat(roundsThatAsk(CLEO)).containsExactly(0L, 1L, 4L, 5L);
        assertThat(roundsThatAsk(BERT)).hasSize(6);
    }

    @Test
    void nobodyIsGoneWhileItIsNotKnownYetWhoIsThere() throws Exception {
        run(3, _ -> presence.left(CLEO));

        assertThat(roundsThatAsk(CLEO)).hasSize(3);
    }

    @Test
    void afterARestartDropOutsHaveAnotherChanceOnceTheRoundThatWasCutShortIsOver() throws Exception {
        cleoIsProfiled = false;
        run(2, _ -> {});

        run(4, _ -> {});

        assertThat(roundsThatAsk(CLEO)).containsExactly(3L);
    }

    @Test
    void whatIsOutUnderAnAsynchronousPolicyIsKeptFromRoundToRoundAndNothingIsWhenTheJobIsOver() throws Exception {
        List<Integer> out = new ArrayList<>();

        run(
                5,
                "fedbuff\npolicy-settings: {buffer: 1}",
                _ -> out.add(state.latest.orElseThrow().flights().size()));

        assertThat(out).containsExactly(2, 1, 0, 2, 1);
        assertThat(state.latest.orElseThrow().round()).isEqualTo(5);
        assertThat(state.latest.orElseThrow().flights()).isEmpty();
    }

    @Test
    void clientThatGoesWhileItsOrderIsOutIsAskedNoMoreAndTheJobGoesOn() throws Exception {
        run(8, "fedbuff\npolicy-settings: {buffer: 1}", round -> {
            if (round == 0) {
                now = now.plusSeconds(90);
                presence.note(ANN);
                presence.note(BERT);
            }
        });

        assertThat(state.latest.orElseThrow().tiers().tierOf(CLEO)).isEmpty();
        assertThat(roundsThatAsk(CLEO)).containsExactly(0L);
        assertThat(roundsThatAsk(BERT)).hasSizeGreaterThan(2);
    }
}
