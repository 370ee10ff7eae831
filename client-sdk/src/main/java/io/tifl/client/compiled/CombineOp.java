package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import io.tifl.client.compiled.LayerSpec.Combine.Rule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several planes made one value by value, with a rectifier behind it if there is one.
 *
 * <p>The gradient of a sum is that of each of its terms, so the first term's own memory for it is used where it can be, and
 * nothing has to be copied there.
 */
final class CombineOp implements Op {
    private final Slab slab;
    private final Kernels kernels;
    private final ChannelKernels channelKernels;
    private final Rule rule;
    private final Activation activation;
    private final List<Plane> ins;
    private final @Nullable Plane[] inGradients;
    private final Plane out;
    private final Plane outGradient;
    private final Plane scratch;
    private final Runs forward;
    private final Runs backward;

    /**
     * Lays out all of its memory.
     *
     * @param activation none or the rectifier, which a maximum cannot have: it would hide whose value is the largest
     * @param ins planes of one shape
     * @param inGradients as many, null for those that need none
     */
    CombineOp(
            Building building,
            LayerSpec.Combine spec,
            Activation activation,
            List<Plane> ins,
            @Nullable Plane[] inGradients,
            Frame frame) {
        Grid grid = ins.getFirst().grid();
        Shape shape = new Shape(grid.height(), grid.width(), grid.channels());
        this.slab = building.slab();
        this.kernels = building.kernels();
        this.channelKernels = building.channelKernels();
        this.rule = spec.rule();
        this.activation = activation;
        this.ins = List.copyOf(ins);
        this.inGradients = inGradients.clone();
        this.out = building.plane(shape, frame);
        Plane first = inGradients[0];
        boolean shared = rule == Rule.SUM && first != null && first.grid().isPlain();
        this.outGradient = shared && first != null ? first : building.plane(shape, Frame.NONE);
        this.scratch = rule == Rule.MAX ? building.plane(shape, Frame.NONE) : outGradient;
        Plane[] read = new Plane[ins.size() + 1];
        Plane[] written = new Plane[2 * ins.size() + 2];
        for (int i = 0; i < ins.size(); i++) {
            Plane to = inGradients[i];
            read[i] = ins.get(i);
            written[2 * i] = ins.get(i);
            written[2 * i + 1] = to == null ? outGradient : to;
        }
        read[ins.size()] = out;
        written[2 * ins.size()] = out;
        written[2 * ins.size() + 1] = outGradient;
        this.forward = Runs.whole(read);
        this.backward = Runs.whole(written);
    }

    @Override
    public Plane out() {
        return out;
    }

    @Override
    public Plane outGradient() {
        return outGradient;
    }

    @Override
    public void forward(int images) {
        int pixel = out.grid().pixel();
        for (int run = 0, runs = forward.count(images); run < runs; run++) {
            int to = forward.address(out, run);
            int values = forward.rows(images, run) * pixel;
            int left = forward.address(ins.getFirst(), run);
            for (int i = 1; i < ins.size(); i++) {
                boolean last = i == ins.size() - 1;
                channelKernels.combine(
                        rule,
                        left,
                        forward.address(ins.get(i), run),
                        to,
                        values,
                        last && rule == Rule.MEAN ? 1f / ins.size() : 1,
                        last ? activation.floor() : Kernels.NO_FLOOR);
                left = to;
            }
            if (ins.size() == 1) {
                channelKernels.scale(left, to, values, 1);
                Pixels.activate(kernels, activation, out, images);
            }
        }
    }

    @Override
    public void backward(int images, Step step) {
        for (int run = 0, runs = backward.count(images); run < runs; run++) {
            int values = backward.rows(images, run) * out.grid().pixel();
            int gradient = backward.address(outGradient, run);
            if (activation != Activation.IDENTITY) {
                kernels.differentiate(activation, gradient, backward.address(out, run), gradient, values);
            }
            for (int i = 0; i < ins.size(); i++) {
                Plane to = inGradients[i];
                if (to != null) {
                    hand(i, run, gradient, backward.address(to, run), values);
                } else if (rule == Rule.MAX) {
                    claim(i, run, gradient, backward.address(scratch, run), values);
                }
            }
        }
    }

    private void hand(int index, int run, int gradient, int to, int values) {
        switch (rule) {
            case SUM -> {
                if (to != gradient) {
                    slab.copy(gradient, to, values);
                }
            }
            case MEAN -> channelKernels.scale(gradient, to, values, 1f / ins.size());
            case DIFFERENCE -> channelKernels.scale(gradient, to, values, index == 0 ? 1 : -1);
            case PRODUCT -> {
                channelKernels.scale(gradient, to, values, 1);
                for (int i = 0; i < ins.size(); i++) {
                    if (i != index) {
                        kernels.multiply(to, backward.address(ins.get(i), run), to, values);
                    }
                }
            }
            case MAX -> claim(index, run, gradient, to, values);
        }
    }

    // The first of several that are the largest gets all; what it took is no longer there for the next.
    private void claim(int index, int run, int gradient, int to, int values) {
        channelKernels.claim(gradient, backward.address(ins.get(index), run), backward.address(out, run), to, values);
    }
}
