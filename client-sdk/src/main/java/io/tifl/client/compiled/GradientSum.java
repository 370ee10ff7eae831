package io.tifl.client.compiled;

/**
 * A step that moves nothing: it keeps each gradient, and adds it up with the weight it is then given. Gradient and sum lie in
 * the pieces of memory that optimisers keep their state in. Confined to one thread.
 */
final class GradientSum implements Step {
    // A norm is summed in double precision, in as many chains as keep the adders busy.
    private static final int CHAINS = 4;

    private final Slab slab;
    private final Kernels kernels;
    private final ParameterMemory memory;

    /** Starts at zero. */
    GradientSum(Slab slab, Kernels kernels, ParameterMemory memory) {
        this.slab = slab;
        this.kernels = kernels;
        this.memory = memory;
        memory.prepareZeros();
    }

    @Override
    public void next(int examples) {}

    @Override
    public boolean isConcurrent() {
        return true;
    }

    // What is not handed over would keep the gradient of another batch.
    @Override
    public boolean isLocal(Learned.Block block) {
        return false;
    }

    @Override
    public void move(Learned.Block block, int offset, int gradient, int count) {
        slab.copy(gradient, memory.first(block.address() + offset), count);
    }

    @Override
    public void shift(int values, int change, int count) {}

    /** L2 norm of the gradient of the last backward pass. */
    double norm() {
        int from = memory.first(memory.address());
        float[] values = slab.memory();
        int whole = memory.size() / CHAINS * CHAINS;
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        for (int i = from; i < from + whole; i += CHAINS) {
            a += (double) values[i] * values[i];
            b += (double) values[i + 1] * values[i + 1];
            c += (double) values[i + 2] * values[i + 2];
            d += (double) values[i + 3] * values[i + 3];
        }
        for (int i = from + whole; i < from + memory.size(); i++) {
            a += (double) values[i] * values[i];
        }
        return Math.sqrt((a + b) + (c + d));
    }

    /** Adds the gradient of the last backward pass this many times. */
    void add(double weight) {
        int parameters = memory.address();
        kernels.sgd(memory.second(parameters), memory.first(parameters), memory.size(), (float) -weight);
    }

    /** Puts the sum in the place of the parameters, where {@link Program#write} reads. */
    void replaceParameters() {
        int parameters = memory.address();
        slab.copy(memory.second(parameters), parameters, memory.size());
    }
}
