package io.tifl.experiments.noise;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Layout.Block;
import io.tifl.protocol.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of dense layers with every hidden unit twice: the same function with more redundancy. Outgoing weights are halved, which
 * floating point does exactly, so nothing but the order of sums differs. With noise in proportion to a layer's deviation, the variance that
 * the first or the last layer contributes to the outputs halves, to first order, and that of a layer between them quarters.
 */
public final class DuplicatedUnits {
    private DuplicatedUnits() {}

    /**
     * The wider network.
     *
     * @param narrow layers of a matrix {@code [inputs, outputs]}, which lies output by output, and a bias {@code [outputs]}, each
     * @throws IllegalArgumentException if there are other layers, or fewer than two
     */
    public static Parameters of(Parameters narrow) {
        List<Block> blocks = narrow.layout().blocks();
        check(narrow.layout(), blocks);
        List<Block> wide = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i += 2) {
            int inputs = blocks.get(i).shape().get(0) * (i > 0 ? 2 : 1);
            int outputs = blocks.get(i).shape().get(1) * (i < blocks.size() - 2 ? 2 : 1);
            wide.add(new Block(blocks.get(i).name(), List.of(inputs, outputs)));
            wide.add(new Block(blocks.get(i + 1).name(), bias(blocks.get(i + 1).shape(), outputs)));
        }
        Layout layout = new Layout(wide);
        float[] values = new float[layout.size()];
        int from = 0;
        int to = 0;
        for (int i = 0; i < blocks.size(); i++) {
            boolean first = i < 2;
            boolean last = i >= blocks.size() - 2;
            boolean matrix = i % 2 == 0;
            int size = blocks.get(i).size();
            int row = matrix ? blocks.get(i).shape().get(0) : 1;
            for (int copies = last ? 1 : 2; copies > 0; copies--) {
                to = rows(narrow, from, size, row, matrix && !first, values, to);
            }
            from += size;
        }
        return Parameters.owning(layout, values);
    }

    private static List<Integer> bias(List<Integer> shape, int outputs) {
        List<Integer> wider = new ArrayList<>(shape);
        wider.set(wider.size() - 1, outputs);
        return wider;
    }

    /** Copies rows, each halved and twice if {@code doubled}, and says where the next one goes. */
    private static int rows(
            Parameters narrow, int from, int size, int row, boolean doubled, float[] values, int start) {
        int to = start;
        for (int at = from; at < from + size; at += row) {
            for (int copies = doubled ? 2 : 1; copies > 0; copies--) {
                for (int i = 0; i < row; i++) {
                    values[to++] = narrow.get(at + i) * (doubled ? 0.5f : 1);
                }
            }
        }
        return to;
    }

    private static void check(Layout layout, List<Block> blocks) {
        boolean fits = blocks.size() >= 4 && blocks.size() % 2 == 0;
        for (int i = 0; fits && i < blocks.size(); i += 2) {
            List<Integer> matrix = blocks.get(i).shape();
            fits = matrix.size() == 2
                    && Role.of(blocks.get(i)) == Role.WEIGHTS
                    && Role.of(blocks.get(i + 1)) == Role.BIAS
                    && blocks.get(i + 1).size() == matrix.get(1)
                    && (i == 0 || blocks.get(i - 1).size() == matrix.get(0));
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "units are duplicated in two or more dense layers with biases, got " + layout.describe());
        }
    }
}
