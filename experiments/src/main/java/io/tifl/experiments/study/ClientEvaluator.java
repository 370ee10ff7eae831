package io.tifl.experiments.study;

import io.tifl.client.Learner;
import io.tifl.client.LocalData;
import io.tifl.client.task.FineTuning;
import io.tifl.coordinator.round.AccuracySpread;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks every client by itself, at the end of a run, how accurate the models are that it can use. The same result for any number
 * of threads.
 *
 * @param models that clients use in rounds
 * @param tuning if clients are to train these models on before they judge them once more
 * @param seed of that training
 */
record ClientEvaluator(TierEvaluator evaluator, PersonalModels models, Optional<FineTuning> tuning, Seed seed) {
    /** The model of all. */
    static final String GLOBAL = "global";

    /** The model of all, with layers that are each client's own. */
    static final String PRIVATE_LAYERS = "private layers";

    static final String DITTO = "ditto";
    static final String FINE_TUNED = "fine-tuned";

    /** The spread of accuracy by name of the model; empty if no client has test examples. */
    Map<String, AccuracySpread> evaluate(GlobalModel model) throws InterruptedException {
        Parameters shared = PersonalModels.sharedOf(model.parameters());
        Map<String, List<Double>> accuracies = new LinkedHashMap<>();
        for (Map<String, Double> ofClient :
                evaluator.ofEach((learner, client, data) -> evaluate(learner, client, data, shared))) {
            ofClient.forEach((name, accuracy) ->
                    accuracies.computeIfAbsent(name, _ -> new ArrayList<>()).add(accuracy));
        }
        Map<String, AccuracySpread> spreads = new LinkedHashMap<>();
        accuracies.forEach((name, values) -> spreads.put(name, AccuracySpread.of(values)));
        return spreads;
    }

    private Map<String, Double> evaluate(Learner learner, ClientId client, LocalData data, Parameters shared)
            throws InterruptedException {
        Map<String, Double> accuracies = new LinkedHashMap<>();
        if (data.test().size() == 0) {
            return accuracies;
        }
        Parameters used = models.of(client, shared);
        accuracies.put(
                models.selection().isEmpty() ? GLOBAL : PRIVATE_LAYERS,
                learner.evaluate(used, data.test()).accuracy());
        if (models.ditto()) {
            accuracies.put(
                    DITTO,
                    learner.evaluate(models.dittoOf(client, shared), data.test())
                            .accuracy());
        }
        if (tuning.isPresent()) {
            Parameters tuned = tuning.get().tuned(used, data.train(), seed.child(client.value()), learner::train);
            accuracies.put(FINE_TUNED, learner.evaluate(tuned, data.test()).accuracy());
        }
        return accuracies;
    }
}
