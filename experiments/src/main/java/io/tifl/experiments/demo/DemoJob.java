package io.tifl.experiments.demo;

import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;

/** The job as the coordinator is given it. */
record DemoJob(String name, DemoSettings settings) {
    private static final int HIDDEN = 32;

    static ModelSpec model() {
        return new ModelSpec(
                "mlp",
                Settings.none()
                        .with("inputs", DemoData.INPUTS)
                        .with("hidden", HIDDEN)
                        .with("classes", DemoData.CLASSES));
    }

    String yaml() {
        return """
                name: %s
                model: mlp
                model-settings: {inputs: %d, hidden: %d, classes: %d}
                rounds: %d
                clients-per-round: %d
                quorum: 1
                deadline: 30
                least-clients: %d
                policy: adaptive
                policy-settings: {interval: 5, retier-alpha: 0.5, resplit-every: 5}
                sync-rounds: 2
                profiling-limit: 30
                epochs: 2
                batch-size: 20
                learning-rate: 0.05
                codec: int8
                evaluate-every: 1
                evaluate-clients: 0
                seed: %d
                """.formatted(
                        name,
                        DemoData.INPUTS,
                        HIDDEN,
                        DemoData.CLASSES,
                        settings.rounds(),
                        settings.clientsPerRound(),
                        settings.clients(),
                        settings.seed());
    }
}
