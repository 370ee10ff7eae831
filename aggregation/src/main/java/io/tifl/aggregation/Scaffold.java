package io.tifl.aggregation;

import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.util.Optional;
import java.util.Set;

/**
 * The server's half of SCAFFOLD (Karimireddy et al., "SCAFFOLD: Stochastic Controlled Averaging for Federated Learning", ICML
 * 2020, algorithm 1): {@code w = w + learningRate * change}, {@code c = c + S / N * (mean change of the clients' variates)},
 * where {@code S} of {@code N} clients took part. Clients keep their variates; the server's travels behind the model, and the
 * changes of theirs behind the changes of the model, as {@link ControlledModel}. Weights are those of the rule, where the paper
 * has equal ones.
 *
 * <p>Settings: {@code learning-rate} (1). For clients that train by plain SGD.
 */
public final class Scaffold implements ServerOptimizer {
    private final double learningRate;

    /** With the settings in parentheses. */
    public Scaffold() {
        this(1);
    }

    private Scaffold(double learningRate) {
        this.learningRate = Ranges.positive("learning rate", learningRate);
    }

    @Override
    public String name() {
        return "scaffold";
    }

    @Override
    public Scaffold configured(Settings settings) {
        settings.requireOnly(Set.of("learning-rate"));
        return new Scaffold(settings.real("learning-rate", learningRate));
    }

    @Override
    public Parameters start(Parameters initial) {
        return ControlledModel.startingAt(initial).joined();
    }

    @Override
    public Settings taskSettings() {
        return Settings.none().with("control-variates", true);
    }

    @Override
    public boolean isRememberedByClients() {
        return true;
    }

    @Override
    public Optional<String> objection(AggregationRule rule, Settings task) {
        if (rule.name().equals("fed-nova") || rule.name().equals("q-fed-avg")) {
            return Optional.of("scaffold needs a mean of control variates, which " + rule.name() + " does not make");
        }
        String optimizer = task.text("optimizer", "sgd");
        if (!optimizer.equals("sgd")) {
            return Optional.of("scaffold corrects plain sgd; clients are told to use " + optimizer);
        }
        double proximal = task.real("proximal", 0);
        return proximal == 0
                ? Optional.empty()
                : Optional.of("scaffold corrects plain sgd, without a proximal term; it is " + proximal);
    }

    @Override
    public OptimizerState initialState(Layout layout) {
        return OptimizerState.empty();
    }

    /** As if all clients took part. */
    @Override
    public Step step(Parameters model, Aggregate aggregate, OptimizerState state) {
        return step(model, aggregate, state, aggregate.updates());
    }

    @Override
    public Step step(Parameters model, Aggregate aggregate, OptimizerState state, int clients) {
        Layouts.requireSame("model", model, "change", aggregate.change());
        ControlledModel before = ControlledModel.of(model);
        ControlledModel change = ControlledModel.of(aggregate.change());
        double share = Math.min(1, (double) aggregate.updates() / Math.max(1, clients));
        ControlledModel after = new ControlledModel(
                Add.moved(before.parameters(), change.parameters(), learningRate),
                Add.moved(before.variate(), change.variate(), share));
        return new Step(after.joined(), state);
    }
}
