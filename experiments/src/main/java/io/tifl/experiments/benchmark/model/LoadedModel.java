package io.tifl.experiments.benchmark.model;

import io.tifl.client.Learner;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.client.compiled.UnsupportedModelException;
import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.dl4j.Dl4jLearnerFactory;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.ModelChoice.Generated;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;

/** A network of ours and its parameters, before an engine takes it. */
record LoadedModel(ModelChoice choice, Blueprint blueprint, Parameters parameters) {
    /** A model that clients know, its parameters drawn as for training. */
    static LoadedModel named(ModelChoice.Named choice, long seed) {
        Blueprint blueprint = blueprint(choice.spec());
        try (Learner drawing = new Dl4jLearnerFactory().open(choice.spec())) {
            return new LoadedModel(choice, blueprint, drawing.initial(seed));
        }
    }

    static Blueprint blueprint(ModelSpec spec) {
        return Catalog.load("model", Dl4jModel.class).get(spec.name()).blueprint(spec.settings());
    }

    static LoadedModel generated(Generated choice, long seed) {
        Blueprint blueprint = GeneratedModels.blueprint(choice);
        return new LoadedModel(choice, blueprint, new GeneratedWeights(choice).draw(layout(blueprint), seed));
    }

    private static Layout layout(Blueprint blueprint) {
        try {
            return TrainedNetwork.layout(blueprint);
        } catch (UnsupportedModelException _) {
            return Dl4jForward.layout(blueprint);
        }
    }

    static LoadedModel trained(ModelChoice choice, GlobalModel model) {
        if (!model.hasParameters()) {
            throw new IllegalArgumentException(
                    "version " + model.version() + " of model '" + model.spec().name() + "' came without parameters");
        }
        return new LoadedModel(choice, blueprint(model.spec()), model.parameters());
    }
}
