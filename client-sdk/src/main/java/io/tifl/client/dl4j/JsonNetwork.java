package io.tifl.client.dl4j;

import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/** Reads a whole network from checked JSON, layer after layer, keeping count of its size before anything is built. */
final class JsonNetwork {
    private static final int MAX_LAYERS = 100;
    private static final String PREPROCESSORS = "org.deeplearning4j.nn.conf.preprocessor";

    private static final Set<String> PLAIN = Set.of(
            "cacheMode",
            "epochCount",
            "inferenceWorkspaceMode",
            "iterationCount",
            "tbpttBackLength",
            "tbpttFwdLength",
            "trainingWorkspaceMode",
            "validateOutputLayerConfig");
    private static final Set<String> FIELDS =
            Sets.union(PLAIN, "backpropType", "confs", "dataType", "inputPreProcessors");

    private static final Set<String> LAYER_PLAIN =
            Set.of("cacheMode", "epochCount", "iterationCount", "maxNumLineSearchIterations", "seed", "variables");
    private static final Set<String> LAYER_FIELDS =
            Sets.union(LAYER_PLAIN, "dataType", "layer", "miniBatch", "minimize", "optimizationAlgo", "stepFunction");

    private final JsonPart json;
    private final JsonShape input;
    private final List<JsonPart> layers;

    JsonNetwork(JsonPart json, List<Integer> inputShape) {
        this.json = json;
        json.requireOnly(FIELDS);
        json.requirePlain(PLAIN);
        json.word("backpropType", List.of("Standard"));
        json.word("dataType", List.of("FLOAT"));
        this.layers =
                json.list("confs", MAX_LAYERS).stream().map(JsonNetwork::layer).toList();
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("json.confs holds no layer, expected at least 1");
        }
        this.input = inputShape.isEmpty() ? inputOf(layers.getFirst()) : JsonShape.of(inputShape);
    }

    private static JsonPart layer(JsonPart conf) {
        conf.requireOnly(LAYER_FIELDS);
        conf.requirePlain(LAYER_PLAIN);
        conf.requireAbsent(Set.of("stepFunction"));
        conf.word("dataType", List.of("FLOAT"));
        conf.word("optimizationAlgo", List.of("STOCHASTIC_GRADIENT_DESCENT"));
        if (!conf.flag("miniBatch", true) || !conf.flag("minimize", true)) {
            throw conf.wrong("miniBatch and minimize to be true");
        }
        return conf.required("layer");
    }

    private static JsonShape inputOf(JsonPart first) {
        if (!JsonLayer.isFullyConnected(first)) {
            throw new IllegalArgumentException(
                    "setting 'input' is missing: the first layer does not say what one example looks like");
        }
        return JsonShape.flat(first.integer("nin", 1, Sizes.MAX_FEATURES));
    }

    Blueprint blueprint() {
        checkPreprocessors();
        NeuralNetConfiguration.ListBuilder builder = Layers.network().setInputType(input.inputType());
        JsonShape shape = input;
        long parameters = 0;
        for (int i = 0; i < layers.size(); i++) {
            JsonLayer next = JsonLayer.read(layers.get(i), shape, i == layers.size() - 1);
            parameters = Math.addExact(parameters, next.parameters());
            Sizes.checkParameters(parameters);
            shape = next.output();
            builder.layer(next.layer());
        }
        if (parameters == 0) {
            throw new IllegalArgumentException("the network has no parameters to train");
        }
        return new Blueprint(input.dimensions(), shape.size(), builder.build());
    }

    // What stands between layers follows from their shapes and is made anew; a description may repeat it.
    private void checkPreprocessors() {
        JsonPart all = json.optional("inputPreProcessors");
        if (all.isAbsent()) {
            return;
        }
        for (JsonPart one : all.parts()) {
            one.kind(PREPROCESSORS, Set.of("CnnToFeedForwardPreProcessor", "FeedForwardToCnnPreProcessor"));
            one.requireOnly(Set.of("@class", "inputHeight", "inputWidth", "numChannels", "format"));
            one.word("format", List.of("NCHW"));
            for (String length : List.of("inputHeight", "inputWidth", "numChannels")) {
                one.integer(length, 0, 0, Sizes.MAX_FEATURES);
            }
        }
    }
}
