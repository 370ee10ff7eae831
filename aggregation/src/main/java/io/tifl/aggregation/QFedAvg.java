package io.tifl.aggregation;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * q-FedAvg (Li et al., "Fair Resource Allocation in Federated Learning", ICLR 2020, algorithm 2): clients on whose data the
 * model does badly count more. With {@code F} the loss of the model a client began from, on its own examples, and
 * {@code L = 1 / learning-rate} the model moves by
 * {@code sum(F^q change) / sum(q F^(q-1) L |change|^2 + F^q)}: the paper's step, divided by {@code L} above and below.
 * Examples do not count; {@code q = 0} is the plain mean.
 *
 * <p>Settings: {@code q} (1), 0 to 10; {@code learning-rate} (0.01), that of the clients at which {@code q = 0} does best;
 * {@code largest-loss} (100), above which a claim is refused. Clients say their loss in the metric {@code start-loss}, which
 * the task {@code train} measures when told {@code start-loss: true}; that costs a pass over their examples.
 *
 * <p>The sums are exact in multiples of 2^-e, where e is at most 40 and such that all weights fit 62 bits, so the result is
 * the same for any order and sharding. {@code F} counts as 1e-10 at least; below, and for a denominator beyond what fits, a
 * client counts as with that bound.
 */
public final class QFedAvg implements AggregationRule {
    private final double q;
    private final double lipschitz;
    private final double largestLoss;

    /** With the settings in parentheses. */
    public QFedAvg() {
        this(1, 0.01, 100);
    }

    private QFedAvg(double q, double learningRate, double largestLoss) {
        if (!(q >= 0 && q <= 10)) {
            throw new IllegalArgumentException("q must lie in [0, 10], got " + q);
        }
        this.q = q;
        this.lipschitz = 1 / Ranges.positive("learning rate", learningRate);
        this.largestLoss = Ranges.positive("largest loss", largestLoss);
        if (q * Math.log(largestLoss) > Math.log(0x1p30)) {
            throw new IllegalArgumentException("a loss of " + largestLoss + " to the power of " + q + " exceeds 2^30");
        }
    }

    @Override
    public String name() {
        return "q-fed-avg";
    }

    @Override
    public QFedAvg configured(Settings settings) {
        settings.requireOnly(Set.of("q", "learning-rate", "largest-loss"));
        return new QFedAvg(
                settings.real("q", q),
                settings.real("learning-rate", 1 / lipschitz),
                settings.real("largest-loss", largestLoss));
    }

    @Override
    public Settings taskSettings() {
        return Settings.none().with("start-loss", true);
    }

    @Override
    public boolean isSummable() {
        return true;
    }

    @Override
    public Accumulator open(RuleContext context) {
        return new QFedAvgAccumulator(context.layout(), context.limits(), q, lipschitz, largestLoss);
    }
}
