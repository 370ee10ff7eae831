package io.tifl.experiments.benchmark.run;

import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.serve.EngineFactory;
import io.tifl.experiments.benchmark.serve.InferenceEngine;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Engines that add their features up. Files have names that say what becomes of the engine: {@code gone} ends its whole process when
 * it is opened, {@code dies} at its tenth prediction, {@code nan} predicts no numbers, {@code missing} cannot be read.
 */
public final class FakeEngines implements EngineFactory {
    /** For a server's process. */
    public FakeEngines() {}

    @Override
    public InferenceEngine open(
            ModelChoice model, ServerChoice.Kind kind, int threads, long seed, Optional<GlobalModel> trained)
            throws IOException {
        String label = model.label();
        switch (label) {
            case "gone" -> {
                System.err.println("out of luck");
                Runtime.getRuntime().halt(7);
            }
            case "missing" -> throw new IOException("cannot read missing");
            case "wrong" -> throw new IllegalArgumentException("there is no model wrong");
            default -> {
                // One that opens.
            }
        }
        return new Adding(label, trained.map(GlobalModel::version).orElse(-1L));
    }

    private static final class Adding implements InferenceEngine {
        private final String label;
        private final long version;
        private int predictions;

        Adding(String label, long version) {
            this.label = label;
            this.version = version;
        }

        @Override
        public int inputSize() {
            return 4;
        }

        @Override
        public int outputSize() {
            return 1;
        }

        @Override
        public float[] predict(float[] features, int count) {
            predictions++;
            if (label.equals("dies") && predictions == 10) {
                Runtime.getRuntime().halt(9);
            }
            float[] sums = new float[count];
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < 4; j++) {
                    sums[i] += features[4 * i + j];
                }
            }
            if (label.equals("nan")) {
                Arrays.fill(sums, Float.NaN);
            }
            return sums;
        }

        @Override
        public Optional<ModelCost> cost() {
            return Optional.of(new ModelCost(version + 1, 4, 20));
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
