package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import io.tifl.client.compiled.Learned.Block;

/** What stages are built with: kernels, memory and the number of images it must hold. Confined to one thread. */
final class Building {
    private final Kernels kernels;
    private final ChannelKernels channelKernels;
    private final int lanes;
    private final Slab slab;
    private final ParameterMemory parameters;
    private final int capacity;
    private final int one;

    Building(
            Kernels kernels,
            ChannelKernels channelKernels,
            int lanes,
            Slab slab,
            ParameterMemory parameters,
            int capacity) {
        this.kernels = kernels;
        this.channelKernels = channelKernels;
        this.lanes = lanes;
        this.slab = slab;
        this.parameters = parameters;
        this.capacity = capacity;
        this.one = slab.floats(1);
        slab.set(one, 1);
    }

    Kernels kernels() {
        return kernels;
    }

    ChannelKernels channelKernels() {
        return channelKernels;
    }

    Slab slab() {
        return slab;
    }

    /** Images a buffer holds. */
    int capacity() {
        return capacity;
    }

    /** Channels rounded up to whole vectors. */
    int padded(int channels) {
        return Math.ceilDiv(channels, lanes) * lanes;
    }

    /** Columns of a panel: see {@link Kernels#panel}. */
    int panel() {
        return 2 * lanes;
    }

    /** For stages that see each image as {@code parts} images. */
    Building times(int parts) {
        return new Building(kernels, channelKernels, lanes, slab, parameters, Math.multiplyExact(capacity, parts));
    }

    /** A new plane of images in this frame, channels padded. */
    Plane plane(Shape shape, Frame frame) {
        return plane(Grid.framed(shape.height(), shape.width(), shape.channels(), padded(shape.channels()), frame));
    }

    Plane plane(Grid grid) {
        return Plane.of(slab, grid, capacity);
    }

    /** New parameters. */
    Block block(int size, float l1, float l2) {
        return new Block(parameters.take(size), size, l1, l2);
    }

    int scratch(int floats) {
        return slab.floats(floats);
    }

    /** This many floats that stay 0. */
    int zeros(int floats) {
        return slab.floats(floats);
    }

    /** A float that stays 1. */
    int one() {
        return one;
    }
}
