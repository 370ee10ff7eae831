package io.tifl.experiments.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.tiering.Cohort;
import io.tifl.tiering.Feedback;
import io.tifl.tiering.PolicyRecipe;
import io.tifl.tiering.SchedulingPolicy;
import io.tifl.tiering.TierPlan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeafPolicyTest {
    private static final PolicyRecipe RECIPE =
            SchedulingPolicy.catalog().get("leaf").recipe(Settings.none());

    @Test
    void roundsHaveTheClientsThatLeafDraws() {
        TierPlan plan = RECIPE.tiering().start(TierPlan.untiered(clients(182)));

        Cohort first = select(plan, 10);
        plan = after(plan, first);
        Cohort second = select(plan, 10);
        plan = after(plan, second);
        Cohort third = select(plan, 10);

        assertThat(numbers(first)).containsExactly(94, 18, 33, 98, 181, 168, 7, 138, 61, 74);
        assertThat(numbers(second)).containsExactly(53, 90, 102, 114, 47, 166, 31, 82, 110, 119);
        assertThat(numbers(third)).containsExactly(6, 158, 71, 106, 12, 42, 93, 3, 41, 134);
    }

    @Test
    void clientsAreDrawnByTheirNamesWhateverTheirTiers() {
        List<ClientId> reversed = clients(182).reversed();

        assertThat(select(TierPlan.untiered(reversed), 10)).isEqualTo(select(TierPlan.untiered(clients(182)), 10));
    }

    @Test
    void thereAreNotMoreThanAllClients() {
        assertThat(numbers(select(TierPlan.untiered(clients(3)), 5))).containsExactlyInAnyOrder(0, 1, 2);
    }

    private static Cohort select(TierPlan plan, int size) {
        return RECIPE.selection().select(plan, size, new Seed(7).generator());
    }

    private static TierPlan after(TierPlan plan, Cohort cohort) {
        return RECIPE.tiering()
                .adapt(
                        plan,
                        new Feedback(
                                plan.roundsCompleted(),
                                cohort,
                                new LinkedHashMap<>(),
                                new LinkedHashMap<>(),
                                Map.of(),
                                Collections.unmodifiableSortedMap(new TreeMap<>()),
                                List.of()));
    }

    private static List<ClientId> clients(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new ClientId("user-%03d".formatted(i)))
                .toList();
    }

    private static List<Integer> numbers(Cohort cohort) {
        return cohort.clients().stream()
                .map(client -> Integer.parseInt(client.value().substring("user-".length())))
                .toList();
    }
}
