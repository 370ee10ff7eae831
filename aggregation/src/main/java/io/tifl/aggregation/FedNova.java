package io.tifl.aggregation;

import io.tifl.protocol.Settings;
import java.util.Optional;

/**
 * FedNova (Wang et al., "Tackling the Objective Inconsistency Problem in Heterogeneous Federated Optimization", NeurIPS
 * 2020): every change is divided by the client's number of local steps before it is averaged, and the mean is multiplied by
 * their weighted mean: {@code sum(p_i tau_i) * sum(p_i change_i / tau_i)}, {@code p_i} being the share of examples. Holds for
 * clients that train by plain SGD, where the paper's normaliser is the number of steps; clients that are told to train otherwise,
 * with momentum, adaptive steps or a proximal term, are refused.
 *
 * <p>Clients say it in the metric {@code steps}; an update that does not is refused. The sum is exact as that of
 * {@link WeightedMean}: {@code weight / tau} is rounded to a multiple of 2^-e, where e is at most 40 and such that all
 * weights fit 62 bits (36 for 64 updates of up to 2^20 examples), so the result is the same for any order and sharding.
 */
public final class FedNova implements AggregationRule {
    @Override
    public String name() {
        return "fed-nova";
    }

    @Override
    public Optional<String> objection(Settings task) {
        String optimizer = task.text("optimizer", "sgd");
        if (!optimizer.equals("sgd")) {
            return Optional.of(
                    "fed-nova divides by the number of steps, which is right for plain sgd alone; clients are told to use "
                            + optimizer);
        }
        double proximal = task.real("proximal", 0);
        return proximal == 0
                ? Optional.empty()
                : Optional.of("fed-nova divides by the number of steps, which is wrong with a proximal term; it is "
                        + proximal);
    }

    @Override
    public boolean isSummable() {
        return true;
    }

    @Override
    public Accumulator open(RuleContext context) {
        return new FedNovaAccumulator(context.layout(), context.limits());
    }
}
