package io.tifl.experiments.benchmark.model;

import io.tifl.experiments.benchmark.spec.ModelChoice.Family;
import io.tifl.experiments.benchmark.spec.ModelChoice.Generated;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Parameters of generated models: normal, of a spread that keeps the size of values from layer to layer (He et al., ICCV 2015), so
 * that even deep stacks yield neither infinity nor the same for all inputs. Biases are 0.
 *
 * <ul>
 *   <li>A rectifier halves what passes: weights make up for it.
 *   <li>Zeros around an image leak into it: over many layers the slowest mode is left, which shrinks by a factor known for the side.
 *   <li>What is added to a shortcut is small in the root of the number of blocks, so that all of them together add about as much as
 *       came in; where it is rectified, and so adds up, in the number itself.
 *   <li>LSTM cells shrink small values and cut large ones: inputs get a spread at which small ones about keep their size, and the
 *       recurrent weights little, so that rounding errors do not grow from step to step.
 * </ul>
 */
final class GeneratedWeights {
    private static final double CELL_GAIN = 3;
    private static final double RECURRENT_GAIN = 0.5;

    private final Generated model;

    GeneratedWeights(Generated model) {
        this.model = model;
    }

    /** The same seed, model and layout give the same values. */
    Parameters draw(Layout layout, long seed) {
        Seed root = new Seed(seed).child("generated");
        float[] values = new float[layout.size()];
        int from = 0;
        for (Layout.Block block : layout.blocks()) {
            fill(block, values, from, root.child(block.name()).generator());
            from += block.size();
        }
        return Parameters.owning(layout, values);
    }

    private void fill(Layout.Block block, float[] values, int from, RandomGenerator chance) {
        String parameter = block.name().substring(block.name().lastIndexOf('_') + 1);
        if (parameter.equals("b")) {
            if (model.family() == Family.LSTM && !isOutput(block.name())) {
                // Forget gates are open at first, as Deeplearning4j has it.
                Arrays.fill(values, from + model.width(), from + 2 * model.width(), 1);
            }
            return;
        }
        double deviation = deviation(block.name(), parameter, block.shape());
        for (int i = 0; i < block.size(); i++) {
            values[from + i] = (float) (deviation * chance.nextGaussian());
        }
    }

    private double deviation(String name, String parameter, List<Integer> shape) {
        if (isOutput(name)) {
            return 1 / Math.sqrt(shape.getFirst());
        }
        return switch (model.family()) {
            case DENSE -> Math.sqrt(2.0 / shape.getFirst());
            case CONV -> convolution(shape);
            case RESIDUAL -> convolution(shape) * (name.contains("-second") ? branch(1) : 1);
            case LSTM -> (parameter.equals("RW") ? RECURRENT_GAIN : CELL_GAIN) / Math.sqrt(model.width());
            case ATTENTION -> attention(parameter) / Math.sqrt(model.width());
        };
    }

    /** In graphs it has a name, in lists the number after the blocks and, of images, their pooling. */
    private boolean isOutput(String block) {
        int before = model.layers() + (model.family() == Family.CONV ? 1 : 0);
        return block.startsWith("classes_") || block.startsWith(before + "_");
    }

    private double convolution(List<Integer> shape) {
        return Math.sqrt(2.0 / (9 * shape.get(1))) / slowestMode();
    }

    // Of the variance, in each direction: the mean over three neighbours takes this much of a half wave over the image.
    private double slowestMode() {
        return (1 + 2 * StrictMath.cos(Math.PI / (model.input() + 1))) / 3;
    }

    private double attention(String parameter) {
        return switch (parameter) {
            case "Wo" -> branch(2);
            case "W" -> Math.sqrt(2) / model.layers();
            default -> 1;
        };
    }

    private double branch(int perBlock) {
        return 1 / Math.sqrt((double) perBlock * model.layers());
    }
}
