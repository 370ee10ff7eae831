package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.wire.MalformedMessageException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TierPlanFormatTest {
    private static final TieringPolicy POLICY = new Retiering(0.5, 0.1, 2, 0.5, 7, new QuantileSplit(), 0, 2)
            .around(new AdaptiveTiering(RankRule.RANK_SMOOTH, 3, _ -> new CreditRule.Equal(1000, 1)));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aPlanThatWasReadGoesOnLikeTheOneThatWasWritten(int seed) throws Exception {
        RandomGenerator random = new Seed(seed).child("plan").generator();
        TierPlan plan = POLICY.start(Plans.evenly(4, 40, 5));
        TierPlan read = TierPlanFormat.read(List.of(TierPlanFormat.whole(plan)));
        List<byte[]> parts = new ArrayList<>(List.of(TierPlanFormat.whole(plan)));

        for (int round = 0; round < 40; round++) {
            Cohort cohort = cohort(plan, round);
            assertThat(cohort(read, round)).isEqualTo(cohort);
            Feedback feedback = feedback(plan, cohort, random);
            TierPlan before = plan;
            plan = withArrivals(POLICY.adapt(plan, feedback), round);
            read = withArrivals(POLICY.adapt(read, feedback), round);
            parts.add(TierPlanFormat.change(before, plan));
            assertThat(TierPlanFormat.whole(read)).isEqualTo(TierPlanFormat.whole(plan));
            if (round % 4 == 3) {
                read = TierPlanFormat.read(parts);
                assertThat(TierPlanFormat.whole(read)).isEqualTo(TierPlanFormat.whole(plan));
                assertThat(read.tiers()).isEqualTo(plan.tiers());
            }
        }
    }

    private static Cohort cohort(TierPlan plan, int round) {
        return new TierSelection(WhenSpent.IGNORE)
                .select(plan, 12, new Seed(9).child(round).generator());
    }

    private static Feedback feedback(TierPlan plan, Cohort cohort, RandomGenerator random) {
        SequencedMap<ClientId, Duration> latencies = new LinkedHashMap<>();
        SequencedMap<ClientId, Duration> timedOut = new LinkedHashMap<>();
        for (ClientId client : cohort.clients()) {
            (random.nextInt(4) == 0 ? timedOut : latencies).put(client, Duration.ofMillis(random.nextInt(20_000)));
        }
        List<OptionalDouble> accuracy = IntStream.range(0, plan.tierCount())
                .mapToObj(_ -> random.nextBoolean() ? OptionalDouble.of(random.nextDouble()) : OptionalDouble.empty())
                .toList();
        return new Feedback(plan.roundsCompleted(), cohort, latencies, timedOut, accuracy);
    }

    private static TierPlan withArrivals(TierPlan plan, int round) {
        TierPlan joined = plan.with(new ClientId("late-" + round));
        return round % 3 == 0 ? joined.without(Plans.client(round)) : joined;
    }

    @Test
    void aRoundThatTouchedTenOfManyClientsIsSmall() throws Exception {
        TierPlan before = TierPlan.untiered(
                IntStream.range(0, 200_000).mapToObj(i -> new ClientId("c" + i)).toList());
        TierPlan after = before;
        for (int i = 0; i < 10; i++) {
            after = after.with(new ClientId("c" + i * 19_999), Duration.ofMillis(i));
        }

        byte[] whole = TierPlanFormat.whole(before);
        byte[] change = TierPlanFormat.change(before, after);

        assertThat(whole.length).isLessThan(8_000_000);
        assertThat(change.length).isLessThan(20_000);
        assertThat(TierPlanFormat.whole(TierPlanFormat.read(List.of(whole, change))))
                .isEqualTo(TierPlanFormat.whole(after));
    }

    @Test
    void aPlanThatWasNotMadeFromTheOneBeforeIsWrittenWhole() throws Exception {
        TierPlan other = Plans.evenly(3, 10, 2);

        byte[] change = TierPlanFormat.change(Plans.evenly(2, 10, 2), other);

        assertThat(change).isEqualTo(TierPlanFormat.whole(other));
        assertThat(TierPlanFormat.whole(TierPlanFormat.read(List.of(TierPlanFormat.whole(Plans.paper()), change))))
                .isEqualTo(change);
    }

    @Test
    void equalPlansThatShareNothingAreChangesOfEachOther() throws Exception {
        TierPlan before = Plans.paper();
        TierPlan after = Plans.paper().with(Plans.client(3), Duration.ofSeconds(9));

        byte[] change = TierPlanFormat.change(before, after);

        assertThat(TierPlanFormat.whole(TierPlanFormat.read(List.of(TierPlanFormat.whole(before), change))))
                .isEqualTo(TierPlanFormat.whole(after));
    }

    @Test
    void aPlanWithoutClientsIsAPlan() throws Exception {
        byte[] whole = TierPlanFormat.whole(TierPlan.untiered(List.of()));

        assertThat(TierPlanFormat.whole(TierPlanFormat.read(List.of(whole)))).isEqualTo(whole);
    }

    @Test
    void theBytesStayWhatTheyWere() throws Exception {
        TierPlan before = golden();
        TierPlan after = before.after(new Feedback(
                1,
                new Cohort(OptionalInt.of(1), List.of(Plans.client(3))),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                List.of(OptionalDouble.of(0.5), OptionalDouble.empty())));

        assertThat(TierPlanFormat.whole(before)).isEqualTo(file("tier-plan-whole-v1.bin"));
        assertThat(TierPlanFormat.change(before, after.with(new ClientId("late"), Duration.ofSeconds(3))))
                .isEqualTo(file("tier-plan-change-v1.bin"));
    }

    private static TierPlan golden() {
        return Plans.evenly(2, 3, 1)
                .withInitialAccuracy(List.of(OptionalDouble.of(0.125), OptionalDouble.empty()))
                .withProbabilities(0.25, 0.75)
                .withCredits(7, Schedule.UNLIMITED)
                .without(Plans.client(5));
    }

    private static byte[] file(String name) throws IOException {
        try (InputStream file = TierPlanFormatTest.class.getResourceAsStream("/golden/" + name)) {
            return Objects.requireNonNull(file, name).readAllBytes();
        }
    }

    @Test
    void whateverTheBytesAreTheyYieldAPlanOrAClearError() {
        byte[] whole = TierPlanFormat.whole(golden());
        byte[] change = TierPlanFormat.change(golden(), golden().with(new ClientId("late")));
        RandomGenerator random = new Seed(3).generator();

        for (int i = 0; i < 20_000; i++) {
            List<byte[]> parts = i % 2 == 0 ? List.of(damaged(whole, random)) : List.of(whole, damaged(change, random));
            try {
                assertThat(TierPlanFormat.read(parts).tierCount()).isPositive();
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    /** Damages the body and makes the checksum right again, so that every check behind it has its turn. */
    private static byte[] damaged(byte[] sealed, RandomGenerator random) {
        byte[] body = Arrays.copyOfRange(sealed, 16, sealed.length - 4);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(body.length) : body.length;
        byte[] kept = Arrays.copyOf(body, length);
        return TierPlanFormat.FRAME.seal(sink -> sink.bytes(kept));
    }

    @Test
    void aPartThatDoesNotFollowIsRefused() {
        TierPlan plan = golden();
        byte[] change = TierPlanFormat.change(plan, plan.with(new ClientId("late")));

        assertThatThrownBy(() -> TierPlanFormat.read(List.of(change)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("there is none before it");
        assertThatThrownBy(() -> TierPlanFormat.read(List.of(TierPlanFormat.whole(plan), change, change)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("the part follows a plan of 6 clients, the one before has 7");
        assertThatThrownBy(() -> TierPlanFormat.read(List.of())).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> TierPlanFormat.read(List.of(new byte[] {1, 2, 3})))
                .isInstanceOf(MalformedMessageException.class);
    }
}
