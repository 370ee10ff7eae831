package io.tifl.client.compiled;

import io.tifl.client.Examples;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import java.util.Random;
import java.util.stream.IntStream;

/** The compiled step. Reading the batch counts. */
final class CompiledEngine implements StepPeer.Engine {
    private final Program program;
    private final OptimizerStep step;
    private final Examples examples;
    private final int[] order;

    CompiledEngine(Blueprint blueprint, Examples examples, int batch, int threads) {
        Model model = ModelReader.read(blueprint);
        this.examples = examples;
        this.program = new Program(model, batch, Backend.best(), threads == 1 ? null : new Crew(threads));
        this.order = IntStream.range(0, batch).toArray();
        float[] start = new float[model.layout().size()];
        Random chance = new Random(1);
        for (int i = 0; i < start.length; i++) {
            start[i] = 0.02f * (float) chance.nextGaussian();
        }
        program.read(start);
        this.step = program.step(Optimizer.SGD, 1e-4, 0);
    }

    @Override
    public void trainStep() {
        program.fill(examples, order, 0, order.length);
        program.train(order.length, step);
    }

    @Override
    public void evaluateBatch() {
        program.fill(examples, order, 0, order.length);
        program.infer(order.length);
    }
}
