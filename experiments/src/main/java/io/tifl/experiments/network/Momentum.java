package io.tifl.experiments.network;

import java.util.List;

/** Stochastic gradient descent with momentum and weight decay; keeps velocities. Mutable and confined to one thread. */
public final class Momentum {
    private final Settings settings;
    private final List<Matrix> parameters;
    private final List<Matrix> velocities;

    /**
     * How it steps.
     *
     * @param rate above 0
     * @param momentum the share of a velocity that lasts, in [0, 1)
     * @param decay times the parameters, added to their gradient, 0 or more
     */
    public record Settings(double rate, double momentum, double decay) {
        public Settings {
            if (!(rate > 0
                    && Double.isFinite(rate)
                    && momentum >= 0
                    && momentum < 1
                    && decay >= 0
                    && Double.isFinite(decay))) {
                throw new IllegalArgumentException(
                        "expected a rate above 0, a momentum in [0, 1) and a decay of 0 or more, got " + rate + ", "
                                + momentum + " and " + decay);
            }
        }
    }

    /** For these parameters, which it changes. */
    public Momentum(Settings settings, List<Matrix> parameters) {
        this.settings = settings;
        this.parameters = List.copyOf(parameters);
        this.velocities = parameters.stream()
                .map(one -> new Matrix(one.rows(), one.columns()))
                .toList();
    }

    /** Takes a step against a gradient of the same shapes. */
    public void step(List<Matrix> gradient) {
        if (gradient.size() != parameters.size()) {
            throw new IllegalArgumentException(
                    "expected a gradient for " + parameters.size() + " parameters, got " + gradient.size());
        }
        for (int k = 0; k < parameters.size(); k++) {
            velocities
                    .get(k)
                    .scale(settings.momentum())
                    .add(1, gradient.get(k))
                    .add(settings.decay(), parameters.get(k));
            parameters.get(k).add(-settings.rate(), velocities.get(k));
        }
    }
}
