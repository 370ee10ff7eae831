package io.tifl.experiments.noise.federated;

import io.tifl.experiments.lead.WorkStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Takes evaluations in; whoever leads finds it in the store. Thread-safe. */
public final class Submissions {
    private final WorkStore<Evaluation> store;
    private final RobustnessModels models;
    private final InstantSource clock;

    public Submissions(WorkStore<Evaluation> store, RobustnessModels models, InstantSource clock) {
        this.store = store;
        this.models = models;
        this.clock = clock;
    }

    /**
     * Takes one in.
     *
     * @return empty if there is one of that name
     * @throws InvalidEvaluationException naming everything that is wrong, models that are not there too
     */
    public Optional<Evaluation> submit(String text) throws IOException, InvalidEvaluationException {
        EvaluationDefinition definition = EvaluationDefinition.parse(text);
        for (String model : definition.models()) {
            requireThere(ModelName.parse(model), definition);
        }
        Evaluation evaluation = Evaluation.of(definition, clock.instant());
        return store.create(evaluation) ? Optional.of(evaluation) : Optional.empty();
    }

    private void requireThere(ModelName name, EvaluationDefinition definition)
            throws IOException, InvalidEvaluationException {
        try {
            // Too long a name is told here rather than in the first round.
            var _ = definition.ordersOf(name.job());
            // Whoever follows may come before the first model.
            boolean isOver = models.isOver(name.job());
            if (isOver || !definition.follow()) {
                boolean isThere = name.version().isPresent()
                        ? isThere(name)
                        : models.newest(name.job()).isPresent();
                if (!isThere) {
                    throw new IllegalArgumentException("job " + name.job() + " has no model");
                }
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidEvaluationException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private boolean isThere(ModelName name) throws IOException {
        return models.get(name.job(), name.version().orElseThrow()).hasParameters();
    }
}
