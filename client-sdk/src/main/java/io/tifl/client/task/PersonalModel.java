package io.tifl.client.task;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.Learner.Evaluation;
import io.tifl.client.Learner.Trained;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.LayerSelection;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One client's model: the shared layers of an order, and the layers the client keeps to itself, which are drawn as the
 * coordinator's first model was until it trained them. It learns and judges with all of them, in terms of the shared ones.
 * Confined to one thread.
 */
public final class PersonalModel {
    private static final String PRIVATE = "private-layers";
    private static final String SEED = "private-seed";
    private static final String OWN = "own-layers";

    private final LayerSelection selection;
    private final long seed;
    private final LocalTask.Context context;
    private @Nullable Parameters own;

    private PersonalModel(LayerSelection selection, long seed, LocalTask.Context context) {
        this.selection = selection;
        this.seed = seed;
        this.context = context;
    }

    /**
     * As the settings say: {@code private-layers}, a {@link LayerSelection}, none by default, and {@code private-seed}, that of
     * the first model.
     */
    static PersonalModel of(Settings settings, LocalTask.Context context) {
        String seed = settings.text(SEED, "0");
        try {
            return new PersonalModel(LayerSelection.parse(settings.text(PRIVATE, "")), Long.parseLong(seed), context);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("setting '" + SEED + "' is '" + seed + "', expected a whole number", e);
        }
    }

    /** Trains all layers from shared ones; what comes back are shared ones. */
    Trained train(Parameters start, Examples examples, TrainingPlan plan)
            throws DivergedException, InterruptedException {
        Learner learner = context.learner();
        if (selection.isEmpty()) {
            return learner.train(start, examples, plan);
        }
        Parameters mine = own(learner);
        Parameters still = Parameters.zeros(mine.layout());
        UnaryOperator<Parameters> whole = shared -> selection.joined(learner.layout(), shared, mine);
        TrainingPlan all = new TrainingPlan(
                plan.epochs(),
                plan.batchSize(),
                plan.learningRate(),
                plan.optimizer(),
                plan.proximal(),
                plan.seed(),
                plan.correction().map(shared -> selection.joined(learner.layout(), shared, still)),
                plan.centre().map(whole));
        Trained trained = learner.train(whole.apply(start), examples, all);
        own = selection.privateOf(trained.parameters());
        return new Trained(selection.sharedOf(trained.parameters()), trained.loss(), trained.steps());
    }

    /** Judges the model made of these shared layers and the client's own. */
    Evaluation evaluate(Parameters shared, Examples examples) throws InterruptedException {
        return context.learner().evaluate(whole(shared), examples);
    }

    /** The loss of each example under the model made of these shared layers and the client's own. */
    float[] losses(Parameters shared, Examples examples) throws InterruptedException {
        return context.learner().losses(whole(shared), examples);
    }

    private Parameters whole(Parameters shared) {
        Learner learner = context.learner();
        return selection.isEmpty() ? shared : selection.joined(learner.layout(), shared, own(learner));
    }

    private Parameters own(Learner learner) {
        if (own == null) {
            Layout layout =
                    selection.privateOf(Parameters.zeros(learner.layout())).layout();
            own = own(context.kept(), layout).orElseGet(() -> selection.privateOf(learner.initial(seed)));
        }
        return own;
    }

    /** The layers that a client keeps to itself among what it keeps, if it has trained such. */
    public static Optional<Parameters> own(Kept kept, Layout layout) {
        return kept.vector(OWN, layout);
    }

    /** What the client keeps, with the layers of its own as they are now. */
    Kept keeping(Kept kept) {
        return own == null ? kept : kept.with(OWN, own);
    }
}
