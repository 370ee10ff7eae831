package io.tifl.experiments.study;

import java.util.ArrayList;
import java.util.List;

/** One run of a study: a policy under a seed. */
record RunId(String policy, long seed) {
    /** Every run of a replay, seed by seed. */
    static List<RunId> all(ReplaySettings settings) {
        List<RunId> runs = new ArrayList<>();
        for (long seed : settings.seeds()) {
            for (String policy : settings.policies()) {
                runs.add(new RunId(policy, seed));
            }
        }
        return runs;
    }

    /** Name of the run's folder. */
    String folder() {
        return policy + "-seed" + seed;
    }

    @Override
    public String toString() {
        return policy + " (seed " + seed + ")";
    }
}
