package io.tifl.client.compiled;

/**
 * The step of a training plan over one piece of memory that holds all parameters: state, the FedProx centre and the correction
 * lie in pieces of the same shape, so that a parameter's address finds them. Confined to one thread.
 */
final class OptimizerStep implements Step {
    private final Kernels kernels;
    private final Optimizer optimizer;
    private final ParameterMemory memory;
    private final double learningRate;
    private final float proximal;
    private final boolean corrected;

    private int count;
    private float scale;
    private float rate;

    /**
     * Also sets the state back to that of a fresh optimiser.
     *
     * @param proximal weight of the proximal term; if above 0, the memory has its centre
     * @param corrected whether the memory has a correction
     */
    OptimizerStep(
            Kernels kernels,
            ParameterMemory memory,
            Optimizer optimizer,
            double learningRate,
            double proximal,
            boolean corrected) {
        this.kernels = kernels;
        this.memory = memory;
        this.optimizer = optimizer;
        this.learningRate = learningRate;
        this.proximal = (float) proximal;
        this.corrected = corrected;
        memory.prepare(optimizer);
    }

    @Override
    public void next(int examples) {
        count++;
        scale = 1f / examples;
        rate = (float) (optimizer == Optimizer.ADAM ? learningRate * adamCorrection() : learningRate);
    }

    @Override
    public boolean isConcurrent() {
        return true;
    }

    private double adamCorrection() {
        return StrictMath.sqrt(1 - StrictMath.pow(0.999, count)) / (1 - StrictMath.pow(0.9, count));
    }

    @Override
    public boolean isLocal(Learned.Block block) {
        return optimizer == Optimizer.SGD && block.l1() == 0 && block.l2() == 0 && proximal == 0 && !corrected;
    }

    @Override
    public void move(Learned.Block block, int offset, int gradient, int values) {
        move(block, offset, gradient, values, scale, proximal, corrected);
    }

    @Override
    public void shift(int values, int change, int count) {
        kernels.sgd(values, change, count, 1);
    }

    /** Turns a gradient summed over the batch into the mean, with proximal term and correction: what clipping looks at. */
    void average(Learned.Block block, int offset, int gradient, int values) {
        int w = block.address() + offset;
        kernels.regularise(gradient, w, memory.centre(w), values, scale, 0, 0, proximal);
        if (corrected) {
            correct(w, gradient, values);
        }
    }

    private void correct(int w, int gradient, int values) {
        kernels.sgd(gradient, memory.correction(w), values, -1);
    }

    /** Like {@link #move}, for what {@link #average} has made. */
    void moveByMean(Learned.Block block, int offset, int gradient, int values) {
        move(block, offset, gradient, values, 1, 0, false);
    }

    private void move(
            Learned.Block block,
            int offset,
            int gradient,
            int values,
            float weight,
            float towardsCentre,
            boolean correcting) {
        int w = block.address() + offset;
        float left = weight;
        if (block.l1() != 0 || block.l2() != 0 || towardsCentre != 0 || correcting) {
            kernels.regularise(gradient, w, memory.centre(w), values, weight, block.l1(), block.l2(), towardsCentre);
            left = 1;
        }
        if (correcting) {
            correct(w, gradient, values);
        }
        switch (optimizer) {
            case SGD -> kernels.sgd(w, gradient, values, rate * left);
            case NESTEROVS -> kernels.nesterovs(w, gradient, memory.first(w), values, left, rate, Optimizer.MOMENTUM);
            case RMSPROP ->
                kernels.rmsprop(w, gradient, memory.first(w), values, left, rate, Optimizer.DECAY, Optimizer.EPSILON);
            case ADAM ->
                kernels.adam(w, gradient, memory.first(w), memory.second(w), values, left, rate, Optimizer.EPSILON);
            case ADAGRAD -> kernels.adagrad(w, gradient, memory.first(w), values, left, rate, Optimizer.EPSILON);
        }
    }
}
