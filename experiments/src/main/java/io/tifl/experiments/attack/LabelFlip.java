package io.tifl.experiments.attack;

import io.tifl.client.Examples;

/**
 * Trains on wrong labels, class {@code c} of C taken for {@code C - 1 - c} (Fang et al., "Local Model Poisoning Attacks to
 * Byzantine-Robust Federated Learning", USENIX Security 2020), and sends what comes of it.
 */
public final class LabelFlip implements Attack {
    /** It has no settings. */
    public LabelFlip() {}

    @Override
    public String name() {
        return "label-flip";
    }

    @Override
    public Examples poisoned(Examples train) {
        return new AlteredExamples(train) {
            @Override
            public int label(int row) {
                return classes() - 1 - super.label(row);
            }
        };
    }
}
