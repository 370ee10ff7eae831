package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FedCsPolicyTest {
    private static final long MODEL_BYTES = 1000;

    private static PolicyRecipe recipe(String... namesAndValues) {
        Settings settings = Settings.none();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings = settings.with(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new FedCsPolicy().recipe(settings);
    }

    private static Metrics can(double down, double up, double examples, double secondsPerExample) {
        return Metrics.of("down", down)
                .with("up", up)
                .with("examples", examples)
                .with("seconds-per-example", secondsPerExample);
    }

    private static Answers answers(Map<Integer, Metrics> said) {
        SortedMap<ClientId, Metrics> metrics = new TreeMap<>();
        said.forEach((client, each) -> metrics.put(Plans.client(client), each));
        return new Answers(List.copyOf(metrics.keySet()), metrics, MODEL_BYTES);
    }

    private static List<ClientId> select(PolicyRecipe recipe, int size, Answers answers, long seed) {
        return recipe.selection()
                .select(recipe.tiering().start(Plans.paper()), size, answers, new Seed(seed).generator())
                .clients();
    }

    @Test
    void aShareOfTheClientsIsAskedWhatItCanDoWithoutTheModel() {
        PolicyRecipe recipe = recipe("share", "0.21");
        TierPlan plan = recipe.tiering().start(Plans.paper());

        Query query = recipe.selection().query(plan, 5, new Seed(1).generator()).orElseThrow();

        assertThat(query.clients()).hasSize(11).doesNotHaveDuplicates(); // 50 * 0.21, rounded up
        assertThat(query.task()).isEqualTo("resources");
        assertThat(query.needsModel()).isFalse();
        assertThat(recipe.selection().query(plan, 20, new Seed(1).generator()))
                .hasValueSatisfying(more -> assertThat(more.clients()).hasSize(20));
        assertThat(recipe.selection().ranksClients()).isTrue();
    }

    @Test
    void whoeverLengthensTheRoundLeastIsNextAsLongAsItFits() {
        PolicyRecipe recipe = recipe("round-seconds", "21", "selection-seconds", "1", "aggregation-seconds", "2");
        // Seconds of download, training and upload:  0: 1, 4, 2   1: 1, 9, 2   2: 4, 5, 1   3: 1, 2, 9   4: 1, 12, 3
        Answers answers = answers(Map.of(
                0, can(1000, 500, 4, 1),
                1, can(1000, 500, 9, 1),
                2, can(250, 1000, 10, 0.5),
                3, can(1000, 1000.0 / 9, 2, 1),
                4, can(1000, 1000.0 / 3, 12, 1)));

        // 0 ends at 1+4+2 = 7. Then 2 adds 3 to the distribution and 1: 11; 1 adds 2 + 3: 12; so 2 comes next, with
        // uploads over at 7 since training began. Then 1: 4 more. 15. Then 4: 3 + 1 more, 19, which is not below 18;
        // 3 would add 9.
        assertThat(select(recipe, 5, answers, 1)).containsExactly(Plans.client(0), Plans.client(2), Plans.client(1));
        assertThat(select(recipe, 2, answers, 1)).containsExactly(Plans.client(0), Plans.client(2));
    }

    /** Algorithm 3 word for word: it goes on with all others after one that does not fit. */
    private static List<ClientId> asInThePaper(Map<Integer, Metrics> said, double roundSeconds) {
        List<Integer> left = new ArrayList<>(said.keySet());
        List<Integer> chosen = new ArrayList<>();
        double theta = 0;
        while (!left.isEmpty()) {
            int x = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int k : left) {
                List<Integer> with = new ArrayList<>(chosen);
                with.add(k);
                double more = distribution(said, with)
                        - distribution(said, chosen)
                        + upload(said, k)
                        + Math.max(0, update(said, k) - theta);
                if (more < least) {
                    least = more;
                    x = k;
                }
            }
            int taken = x;
            left.removeIf(k -> k == taken);
            List<Integer> with = new ArrayList<>(chosen);
            with.add(x);
            double next = theta + upload(said, x) + Math.max(0, update(said, x) - theta);
            if (distribution(said, with) + next < roundSeconds) {
                theta = next;
                chosen = with;
            }
        }
        return chosen.stream().map(Plans::client).toList();
    }

    private static double distribution(Map<Integer, Metrics> said, List<Integer> clients) {
        double slowest = clients.stream()
                .mapToDouble(client -> value(said, client, "down"))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        return MODEL_BYTES / slowest;
    }

    private static double upload(Map<Integer, Metrics> said, int client) {
        return MODEL_BYTES / value(said, client, "up");
    }

    private static double update(Map<Integer, Metrics> said, int client) {
        return value(said, client, "examples") * value(said, client, "seconds-per-example");
    }

    private static double value(Map<Integer, Metrics> said, int client, String name) {
        return said.getOrDefault(client, Metrics.none()).get(name).orElseThrow();
    }

    @Test
    void theSameAreChosenAsByThePapersAlgorithm() {
        RandomGenerator random = new Seed(7).generator();
        int shorter = 0;
        for (int instance = 0; instance < 300; instance++) {
            Map<Integer, Metrics> said = new TreeMap<>();
            for (int client = 0; client < 20; client++) {
                said.put(
                        client,
                        can(
                                50 + 1000 * random.nextDouble(),
                                50 + 1000 * random.nextDouble(),
                                1 + random.nextInt(100),
                                0.01 + random.nextDouble() / 3));
            }
            List<ClientId> expected = asInThePaper(said, 60);
            shorter += expected.size() < 20 ? 1 : 0;

            assertThat(select(recipe("round-seconds", "60"), 50, answers(said), instance))
                    .isEqualTo(expected);
        }
        assertThat(shorter).isGreaterThan(100);
    }

    @Test
    void answersThatCannotBeAreNotRanked() {
        Map<Integer, Metrics> said = new TreeMap<>();
        said.put(0, can(Double.NaN, 1000, 1, 1));
        said.put(1, can(-5, 1000, 1, 1));
        said.put(2, can(1000, 0, 1, 1));
        said.put(3, can(1000, 1000, -1, 1));
        said.put(4, can(1000, 1000, 1, Double.POSITIVE_INFINITY));
        said.put(5, can(1e-300, 1000, 1, 1));
        said.put(6, can(1000, 1000, 1, 1));

        assertThat(select(recipe("round-seconds", "1000"), 5, answers(said), 1)).containsExactly(Plans.client(6));
    }

    @Test
    void whoHasNothingToSayYetCountsByItsProfile() {
        Metrics nothing = Metrics.of("examples", 10);
        // Client 0 was profiled with 1 s, client 45 with 16 s.
        Answers answers = answers(Map.of(0, nothing, 45, nothing, 7, can(1000, 1000, 2, 1)));

        assertThat(select(recipe("round-seconds", "10"), 5, answers, 1))
                .containsExactly(Plans.client(0), Plans.client(7));
    }

    @Test
    void roundIsAsLongAsTheMiddleTierTakesUnlessItIsSaid() {
        // 4 s in the middle of five tiers.
        Answers answers = answers(Map.of(0, can(1e9, 1e9, 3.5, 1), 1, can(1e9, 1e9, 4.5, 1)));

        assertThat(select(recipe(), 5, answers, 1)).containsExactly(Plans.client(0));
        TierPlan unprofiled = recipe().tiering().start(TierPlan.untiered(List.of(Plans.client(0), Plans.client(1))));
        assertThat(recipe().selection()
                        .select(unprofiled, 5, answers, new Seed(1).generator())
                        .clients())
                .hasSize(2);
    }

    @Test
    void roundOfNobodyIsNotMade() {
        Answers slow = answers(Map.of(3, can(1, 1, 1000, 1), 4, can(2, 1, 1000, 1)));

        assertThat(select(recipe("round-seconds", "1"), 5, slow, 1)).containsExactly(Plans.client(4));
        assertThat(select(recipe("round-seconds", "1"), 5, answers(Map.of()), 1))
                .hasSize(5)
                .doesNotHaveDuplicates();
    }

    @Test
    void equalClientsAreChosenAtRandomAndTheSameBySeed() {
        Map<Integer, Metrics> said = new TreeMap<>();
        for (int client = 0; client < 4; client++) {
            said.put(client, can(1000, 1000, 5, 1));
        }
        int[] first = new int[4];
        for (int seed = 0; seed < 2000; seed++) {
            List<ClientId> cohort = select(recipe("round-seconds", "100"), 1, answers(said), seed);
            assertThat(select(recipe("round-seconds", "100"), 1, answers(said), seed))
                    .isEqualTo(cohort);
            first[Integer.parseInt(cohort.getFirst().value().substring(1))]++;
        }
        assertThat(IntStream.of(first)).allMatch(count -> Math.abs(count - 500) < 100);
    }

    @Test
    void noiseOfEstimatesChangesWhoIsChosen() {
        Map<Integer, Metrics> said = new TreeMap<>();
        for (int client = 0; client < 10; client++) {
            said.put(client, can(1000, 1000, 10 + client, 1));
        }
        List<ClientId> exact = select(recipe("round-seconds", "100"), 5, answers(said), 1);
        List<ClientId> off = select(recipe("round-seconds", "100", "estimate-noise", "1"), 5, answers(said), 1);

        assertThat(exact)
                .containsExactlyElementsOf(
                        List.of(0, 1, 2, 3, 4).stream().map(Plans::client).toList());
        assertThat(off).isNotEqualTo(exact);
    }

    @Test
    void waitForAnswersFollowsTheProfile() {
        PolicyRecipe recipe = recipe();

        assertThat(recipe.selection()
                        .query(recipe.tiering().start(Plans.paper()), 5, new Seed(1).generator())
                        .orElseThrow()
                        .limit())
                .contains(Duration.ofSeconds(58)); // three times 16 s, and ten
    }

    @Test
    void badSettingsAreNamed() {
        for (String bad : List.of(
                "share=0",
                "share=1.5",
                "candidates=-1",
                "round-seconds=-1",
                "selection-seconds=-1",
                "aggregation-seconds=-1",
                "estimate-noise=-1",
                "query-seconds=-1")) {
            String[] parts = bad.split("=", -1);
            assertThatThrownBy(() -> recipe(parts[0], parts[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(parts[0]);
        }
    }
}
