package io.tifl.client.task;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner.Trained;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.util.Optional;
import java.util.Set;

/**
 * What a client does to a model before it is judged a second time: it trains it on its own training examples, and forgets the
 * result (Wang et al., "Federated Evaluation of On-device Personalization", 2019, arXiv 1910.10252; Cheng et al., "Fine-tuning is
 * Fine in Federated Learning", 2021, arXiv 2108.07313).
 *
 * @param epochs at least 1
 * @param batchSize at least 1
 * @param learningRate above 0
 * @param optimizer name of the local optimiser, as in {@link TrainingPlan}
 */
public record FineTuning(int epochs, int batchSize, double learningRate, String optimizer) {
    private static final String EPOCHS = "fine-tune-epochs";
    private static final String BATCH_SIZE = "batch-size";
    private static final String LEARNING_RATE = "learning-rate";
    private static final String OPTIMIZER = "optimizer";

    /** The settings that an order for it has. */
    static final Set<String> SETTINGS = Set.of(EPOCHS, BATCH_SIZE, LEARNING_RATE, OPTIMIZER);

    public FineTuning {
        TrainingPlan _ = new TrainingPlan(epochs, batchSize, learningRate, optimizer, 0, 0);
    }

    /** As an order's settings say; empty for no {@code fine-tune-epochs}. */
    static Optional<FineTuning> of(Settings settings) {
        int epochs = settings.integer(EPOCHS, 0);
        if (epochs == 0) {
            return Optional.empty();
        }
        return Optional.of(new FineTuning(
                epochs,
                settings.integer(BATCH_SIZE, 10),
                settings.real(LEARNING_RATE, 0.01),
                settings.text(OPTIMIZER, "sgd")));
    }

    /** What trains a model of this client: a learner, or one that knows of more layers. */
    @FunctionalInterface
    public interface Trainer {
        Trained train(Parameters start, Examples examples, TrainingPlan plan)
                throws DivergedException, InterruptedException;
    }

    /**
     * The model as training leaves it. The same as before for a client without training examples, and for one whose training
     * diverges: it would go on with what it had.
     *
     * @param seed of the order, or of whatever else asks for it
     */
    public Parameters tuned(Parameters start, Examples examples, Seed seed, Trainer trainer)
            throws InterruptedException {
        if (examples.size() == 0) {
            return start;
        }
        TrainingPlan plan = new TrainingPlan(
                epochs,
                batchSize,
                learningRate,
                optimizer,
                0,
                seed.child("fine-tune").value());
        try {
            return trainer.train(start, examples, plan).parameters();
        } catch (DivergedException e) {
            return start;
        }
    }
}
