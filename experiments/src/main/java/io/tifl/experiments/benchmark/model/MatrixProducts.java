package io.tifl.experiments.benchmark.model;

import io.tifl.experiments.benchmark.model.DeviceProbe.Rate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** How fast square matrices of 32-bit floats are multiplied. */
final class MatrixProducts {
    private static final int[] SIDES = {384, 768, 1536};
    private static final double SECONDS = 0.5;
    private static final int LEAST_ROUNDS = 2;

    private MatrixProducts() {}

    /** ND4J's, on as many threads as the process's environment allows it. */
    static List<Rate> nd4j() {
        List<Rate> rates = new ArrayList<>();
        for (int side : SIDES) {
            try (INDArray one = Nd4j.ones(DataType.FLOAT, side, side);
                    INDArray other = Nd4j.ones(DataType.FLOAT, side, side);
                    INDArray product = Nd4j.createUninitialized(DataType.FLOAT, new long[] {side, side}, 'f')) {
                rates.add(rate(side, () -> one.mmuli(other, product), "ND4J, threads of the environment"));
            }
        }
        return rates;
    }

    /** ONNX Runtime's: a fully connected layer over as many examples as it is wide. */
    static List<Rate> onnx(int threads) {
        List<Rate> rates = new ArrayList<>();
        for (int side : SIDES) {
            float[] ones = new float[side * side];
            Arrays.fill(ones, 1f / side);
            OnnxGraph graph = new OnnxGraph("product");
            String input = graph.input(List.of(side));
            byte[] model = graph.finish(graph.node("MatMul", List.of(input, graph.floats(ones, side, side))), side);
            try (OnnxEngine engine = OnnxEngine.of(model, threads, Optional.empty())) {
                rates.add(rate(side, () -> engine.predict(ones, side), "ONNX Runtime, " + threads + " threads"));
            }
        }
        return rates;
    }

    private static Rate rate(int side, Runnable product, String how) {
        product.run();
        double best = Double.MAX_VALUE;
        double sum = 0;
        for (int round = 0; round < LEAST_ROUNDS || sum < SECONDS; round++) {
            long begun = System.nanoTime();
            product.run();
            double seconds = (System.nanoTime() - begun) / 1e9;
            best = Math.min(best, seconds);
            sum += seconds;
        }
        return new Rate(2.0 * side * side * side / best, side + " x " + side + ", " + how);
    }
}
