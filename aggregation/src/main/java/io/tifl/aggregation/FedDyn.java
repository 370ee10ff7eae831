package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.RunningStatistics;
import io.tifl.protocol.Settings;
import io.tifl.protocol.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;

/**
 * The server's half of FedDyn (Acar et al., "Federated Learning Based on Dynamic Regularization", ICLR 2021, algorithm 1):
 * {@code h = h - alpha * S / N * change}, {@code w = w + change - h / alpha}, where {@code S} of {@code N} clients took part.
 * Clients keep the gradients of their losses, which they correct theirs by. Weights are those of the rule, where the paper has
 * equal ones; running statistics of batch normalisation are averaged and nothing else.
 *
 * <p>Settings: {@code alpha} (0.01), above 0. Reckoned in double precision; {@code w} and {@code h} are rounded once to floats in
 * every step.
 */
public final class FedDyn implements ServerOptimizer {
    private static final String STATE = "h";

    private final double alpha;

    /** With the settings in parentheses. */
    public FedDyn() {
        this(0.01);
    }

    private FedDyn(double alpha) {
        this.alpha = Ranges.positive("alpha", alpha);
    }

    @Override
    public String name() {
        return "fed-dyn";
    }

    @Override
    public FedDyn configured(Settings settings) {
        settings.requireOnly(Set.of("alpha"));
        return new FedDyn(settings.real("alpha", alpha));
    }

    @Override
    public Settings taskSettings() {
        return Settings.none().with("dynamic", alpha);
    }

    @Override
    public boolean isRememberedByClients() {
        return true;
    }

    @Override
    public Optional<String> objection(AggregationRule rule, Settings task) {
        if (rule.name().equals("fed-nova") || rule.name().equals("q-fed-avg")) {
            return Optional.of("fed-dyn needs a mean of changes, which " + rule.name() + " does not make");
        }
        double proximal = task.real("proximal", 0);
        return proximal == 0
                ? Optional.empty()
                : Optional.of("fed-dyn has a proximal term of its own, of weight alpha; another is " + proximal);
    }

    @Override
    public OptimizerState initialState(Layout layout) {
        return OptimizerState.empty().with(STATE, Parameters.zeros(layout));
    }

    /** As if all clients took part. */
    @Override
    public Step step(Parameters model, Aggregate aggregate, OptimizerState state) {
        return step(model, aggregate, state, aggregate.updates());
    }

    @Override
    public Step step(Parameters model, Aggregate aggregate, OptimizerState state, int clients) {
        Parameters change = aggregate.change();
        Parameters before = state.vector(STATE);
        Layouts.requireSame("model", model, "change", change);
        Layouts.requireSame("model", model, STATE, before);
        double share = Math.min(1, (double) aggregate.updates() / Math.max(1, clients));
        MemorySegment w = VectorMemory.floats(model.size());
        MemorySegment h = VectorMemory.floats(model.size());
        int from = 0;
        for (Layout.Block block : model.layout().blocks()) {
            boolean isLearned = !RunningStatistics.has(block);
            for (int i = from; i < from + block.size(); i++) {
                double next = isLearned ? before.get(i) - alpha * share * change.get(i) : 0;
                w.setAtIndex(Parameters.VALUE, i, (float) (model.get(i) + change.get(i) - next / alpha));
                h.setAtIndex(Parameters.VALUE, i, (float) next);
            }
            from += block.size();
        }
        return new Step(
                new Parameters(model.layout(), w),
                OptimizerState.empty().with(STATE, new Parameters(model.layout(), h)));
    }
}
