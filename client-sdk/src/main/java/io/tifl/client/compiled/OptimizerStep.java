package io.tifl.client.compiled;

/**
 * The step of a training plan over one piece of memory that holds all parameters: state and the FedProx centre lie in pieces
 * of the same shape, so that a parameter's address finds them. Confined to one thread.
 */
final class OptimizerStep implements Step {
    private final Kernels kernels;
    private final Optimizer optimizer;
    private final ParameterMemory memory;
    private final double learningRate;
    private final float proximal;

    private int count;
    private float scale;
    private float rate;

    /** Also sets the state back to that of a fresh optimiser. */
    OptimizerStep(Kernels kernels, ParameterMemory memory, Optimizer optimizer, double learningRate, double proximal) {
        this.kernels = kernels;
        this.memory = memory;
        this.optimizer = optimizer;
        this.learningRate = learningRate;
        this.proximal = (float) proximal;
        memory.prepare(optimizer, proximal > 0);
    }

    @Override
    public void next(int examples) {
        count++;
        scale = 1f / examples;
        rate = (float) (optimizer == Optimizer.ADAM ? learningRate * adamCorrection() : learningRate);
    }

    private double adamCorrection() {
        return StrictMath.sqrt(1 - StrictMath.pow(0.999, count)) / (1 - StrictMath.pow(0.9, count));
    }

    @Override
    public boolean isLocal(Learned.Block block) {
        return optimizer == Optimizer.SGD && block.l1() == 0 && block.l2() == 0 && proximal == 0;
    }

    @Override
    public void move(Learned.Block block, int offset, int gradient, int values) {
        int w = block.address() + offset;
        float left = scale;
        if (block.l1() != 0 || block.l2() != 0 || proximal != 0) {
            kernels.regularise(gradient, w, memory.centre(w), values, scale, block.l1(), block.l2(), proximal);
            left = 1;
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
