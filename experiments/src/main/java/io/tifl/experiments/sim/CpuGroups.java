package io.tifl.experiments.sim;

import java.util.List;

/**
 * CPUs per client, one figure per group; all groups have the same number of clients, give or take one.
 *
 * @param name as on the command line
 * @param shares CPUs of a client in group 1, 2, and so on; the paper lists the fastest group first
 */
public record CpuGroups(String name, List<Double> shares) {
    private static final List<CpuGroups> PUBLISHED = List.of(
            new CpuGroups("tifl-mnist", List.of(2.0, 1.0, 0.75, 0.5, 0.25)),
            new CpuGroups("tifl-cifar", List.of(4.0, 2.0, 1.0, 0.5, 0.1)),
            new CpuGroups("tifl-case-study", List.of(4.0, 2.0, 1.0, 1.0 / 3, 1.0 / 5)),
            new CpuGroups("equal", List.of(2.0, 2.0, 2.0, 2.0, 2.0)));

    public CpuGroups {
        shares = List.copyOf(shares);
        if (shares.isEmpty()) {
            throw new IllegalArgumentException("CPU groups '" + name + "' list no group");
        }
        for (double share : shares) {
            if (!(share > 0) || Double.isInfinite(share)) {
                throw new IllegalArgumentException("CPU groups '" + name + "' hold a share of " + share);
            }
        }
    }

    /**
     * The groups of the TiFL paper (Chai et al., HPDC 2020, section 5.1 and the case study of 3.3) and {@code equal}.
     *
     * @throws IllegalArgumentException listing the names there are
     */
    public static CpuGroups named(String name) {
        return PUBLISHED.stream()
                .filter(groups -> groups.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no CPU groups '" + name + "' among " + names()));
    }

    public static List<String> names() {
        return PUBLISHED.stream().map(CpuGroups::name).toList();
    }

    public int count() {
        return shares.size();
    }
}
