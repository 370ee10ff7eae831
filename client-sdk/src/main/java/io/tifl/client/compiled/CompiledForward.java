package io.tifl.client.compiled;

import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.Parameters;

/**
 * The forward pass of a compiled model, with parameters that stay. Confined to one thread at a time.
 *
 * <p>Holds the parameters and the values of the largest batch seen; batches are cut into pieces of up to 64 examples. A prediction
 * allocates nothing once it has seen its largest batch.
 */
public final class CompiledForward implements AutoCloseable {
    private static final int LARGEST_PIECE = 64;

    private final Model model;
    private final Crew crew;
    private final int threads;
    private final float[] parameters;
    private Program program;

    private CompiledForward(Model model, Parameters parameters, int threads) {
        this.model = model;
        this.threads = threads;
        this.crew = new Crew(threads);
        this.parameters = parameters.toArray();
        this.program = program(1);
    }

    /**
     * Compiles a model.
     *
     * @param threads that share the large kernels of a prediction, at least 1; results have the same bits for any number
     * @throws UnsupportedModelException naming the first part that is not known
     * @throws IllegalArgumentException if the parameters are of another layout, or the model needs more than 8 GB
     */
    public static CompiledForward of(Dl4jModel.Blueprint blueprint, Parameters parameters, int threads) {
        Model model = ModelReader.read(blueprint);
        if (!parameters.layout().equals(model.layout())) {
            throw new IllegalArgumentException("the model has the layout "
                    + model.layout().describe() + ", got "
                    + parameters.layout().describe());
        }
        return new CompiledForward(model, parameters, threads);
    }

    private Program program(int capacity) {
        Program made = threads == 1
                ? new Program(model, capacity, Backend.best())
                : new Program(model, capacity, Backend.best(), crew);
        made.read(parameters);
        return made;
    }

    /** Values of one example. */
    public int inputSize() {
        return model.input().size();
    }

    /** Outputs of one example. */
    public int outputSize() {
        return model.classes();
    }

    /**
     * Predicts.
     *
     * @param features {@code count} examples one after the other from index 0 on, each as the model's input shape names it, row-major
     * @param into gets {@code count * outputSize()} outputs after the last activation: of a softmax, probabilities
     * @throws IllegalArgumentException if there are fewer features or less room, or a token is none
     */
    public void predict(float[] features, int count, float[] into) {
        if (count < 0 || features.length < (long) count * inputSize() || into.length < (long) count * outputSize()) {
            throw new IllegalArgumentException("expected " + count + " examples of " + inputSize() + " features and "
                    + outputSize() + " outputs, got " + features.length + " features and room for " + into.length);
        }
        reserve(Math.min(count, LARGEST_PIECE));
        for (int done = 0; done < count; done += LARGEST_PIECE) {
            int piece = Math.min(LARGEST_PIECE, count - done);
            program.fill(features, done * inputSize(), piece);
            program.infer(piece);
            for (int i = 0; i < piece * outputSize(); i++) {
                into[done * outputSize() + i] = program.output(i / outputSize(), i % outputSize());
            }
        }
    }

    private void reserve(int piece) {
        if (piece > program.capacity()) {
            program = program(Math.min(LARGEST_PIECE, Integer.highestOneBit(2 * piece - 1)));
        }
    }

    /** Ends its threads. */
    @Override
    public void close() {
        crew.close();
    }
}
