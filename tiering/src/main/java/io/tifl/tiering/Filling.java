package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** A cohort that is filled up with anybody where those who were ranked are too few. */
final class Filling {
    private Filling() {}

    /**
     * The first {@code size} of those ranked; if they are fewer, clients drawn uniformly from all others, and last those who
     * were asked and said nothing that counts.
     *
     * @param asked who had their chance to be ranked
     */
    static Cohort filled(TierPlan plan, int size, List<ClientId> ranked, List<ClientId> asked, RandomGenerator random) {
        int wanted = Math.min(size, plan.clientCount());
        SequencedSet<ClientId> cohort = new LinkedHashSet<>();
        ranked.stream().limit(wanted).forEach(cohort::add);
        if (cohort.size() < wanted) {
            Set<ClientId> last = Set.copyOf(asked);
            int enough = Math.min(plan.clientCount(), wanted + last.size());
            Stream.concat(
                            new UniformSelection()
                                    .select(plan, enough, random).clients().stream()
                                            .filter(client -> !last.contains(client)),
                            asked.stream())
                    .filter(client -> !cohort.contains(client))
                    .limit(wanted - cohort.size())
                    .forEach(cohort::add);
        }
        return new Cohort(OptionalInt.empty(), new ArrayList<>(cohort));
    }
}
