package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * FedCS (Nishio, Yonetani, <em>Client Selection for Federated Learning with Heterogeneous Resources in Mobile Edge</em>, ICC 2019,
 * arXiv 1804.08333): some clients say what they can do, and as many of them as can be done with within a time take part.
 *
 * <p>Settings: {@code share} of the clients that are asked (0.1), {@code candidates} (0: by the share), how many are asked;
 * {@code round-seconds} (0: by the profile), {@code selection-seconds} (0) and {@code aggregation-seconds} (0), the paper's
 * T_round, T_cs and T_agg; {@code estimate-noise} (0), by which sigma what clients say is off; {@code query-seconds} (0: by the
 * profile); and those of {@link Retiering}. {@code docs/schedulers.md} says where this differs from the paper.
 */
public record FedCsPolicy() implements SchedulingPolicy {
    @Override
    public String name() {
        return "fedcs";
    }

    @Override
    public String summary() {
        return "of some clients, who say what they can do, as many as are done within a time";
    }

    @Override
    public Set<String> settings() {
        return Retiering.settingsAnd(
                "share",
                "candidates",
                "round-seconds",
                "selection-seconds",
                "aggregation-seconds",
                "estimate-noise",
                "query-seconds");
    }

    @Override
    public PolicyRecipe recipe(Settings settings) {
        settings.requireOnly(settings());
        return new PolicyRecipe(
                FedCsSelection.from(settings),
                Retiering.from(settings).around(new StaticTiering(name(), new StaticPolicy.Uniform()::probabilities)));
    }
}
