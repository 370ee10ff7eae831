package io.tifl.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.network.NormalisationParts.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BatchNormalisationTest {
    private final Matrix input = CentralDifferences.random(1, 6, 3);
    private final Matrix slope = CentralDifferences.random(2, 6, 3);

    static List<NormalisationParts> variants() {
        List<NormalisationParts> all = new ArrayList<>();
        for (Part mean : Part.values()) {
            for (Part deviation : Part.values()) {
                all.add(new NormalisationParts(mean, deviation));
            }
        }
        return all;
    }

    /** Against a reference in which detached statistics stay those of the batch as it was. */
    @ParameterizedTest
    @MethodSource("variants")
    void gradientFlowsThroughTheNamedParts(NormalisationParts parts) {
        Matrix before = input.copy();

        Layer.Pass pass = new BatchNormalisation(3, parts).forward(input);

        assertThat(pass.output().values())
                .containsExactly(reference(parts, before).values(), within(1e-14));
        CentralDifferences.check(
                pass.backward(slope).input().values(), input.values(), () -> dot(reference(parts, before), slope));
    }

    private Matrix reference(NormalisationParts parts, Matrix before) {
        Matrix output = input.copy();
        for (int j = 0; j < 3; j++) {
            double mean = switch (parts.mean()) {
                case ABSENT -> 0;
                case DETACHED -> mean(before, j);
                case FLOWING -> mean(input, j);
            };
            double deviation = switch (parts.deviation()) {
                case ABSENT -> 1;
                case DETACHED -> deviation(before, j);
                case FLOWING -> deviation(input, j);
            };
            for (int i = 0; i < 6; i++) {
                output.set(i, j, (input.at(i, j) - mean) / deviation);
            }
        }
        return output;
    }

    private static double mean(Matrix matrix, int column) {
        double sum = 0;
        for (int i = 0; i < matrix.rows(); i++) {
            sum += matrix.at(i, column);
        }
        return sum / matrix.rows();
    }

    private static double deviation(Matrix matrix, int column) {
        double mean = mean(matrix, column);
        double sum = 0;
        for (int i = 0; i < matrix.rows(); i++) {
            sum += Math.pow(matrix.at(i, column) - mean, 2);
        }
        return Math.sqrt(sum / matrix.rows() + 1e-5);
    }

    private static double dot(Matrix a, Matrix b) {
        double sum = 0;
        for (int k = 0; k < a.values().length; k++) {
            sum += a.values()[k] * b.values()[k];
        }
        return sum;
    }

    @Test
    void runningStatisticsApproachThoseOfTheBatches() {
        BatchNormalisation layer = new BatchNormalisation(3, NormalisationParts.FULL);
        for (int step = 0; step < 200; step++) {
            layer.forward(input);
        }

        Matrix used = layer.infer(input);

        // For use the variance is the unbiased one, of 6 samples.
        Matrix trained = layer.forward(input).output();
        assertThat(used.values())
                .containsExactly(trained.copy().scale(Math.sqrt(5.0 / 6)).values(), within(1e-4));
        assertThat(layer.copy().infer(input).values())
                .containsExactly(layer.infer(input).values());
    }

    @Test
    void variantsHaveTheirNames() {
        assertThat(NormalisationParts.NONE).hasToString("none");
        assertThat(NormalisationParts.FULL).hasToString("mean, std");
        assertThat(new NormalisationParts(Part.DETACHED, Part.ABSENT)).hasToString("mean-detached");
        assertThat(new NormalisationParts(Part.ABSENT, Part.DETACHED)).hasToString("std-detached");
    }

    @Test
    void batchOfOneIsRefused() {
        assertThatThrownBy(() -> new BatchNormalisation(3, NormalisationParts.FULL).forward(input.rows(0, 1)))
                .hasMessage("a batch is normalised over 2 or more samples, got 1");
    }
}
