package io.tifl.client.dl4j;

import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The parts that layers have in common, each from an allow-list of its own. */
final class JsonTraits {
    static final Set<String> TRAINED_FIELDS = Set.of(
            "activationFn",
            "biasInit",
            "biasUpdater",
            "constraints",
            "gainInit",
            "gradientNormalization",
            "gradientNormalizationThreshold",
            "idropout",
            "iupdater",
            "layerName",
            "regularization",
            "regularizationBias",
            "timeDistributedFormat",
            "weightInitFn",
            "weightNoise");

    private static final List<String> NORMALIZATIONS = List.of(
            "None",
            "RenormalizeL2PerLayer",
            "RenormalizeL2PerParamType",
            "ClipElementWiseAbsoluteValue",
            "ClipL2PerLayer",
            "ClipL2PerParamType");
    private static final double MAX = 1e6;

    private JsonTraits() {}

    /** What every layer may hold besides its own. */
    static <B extends Layer.Builder<B>> void layer(JsonPart json, B builder) {
        json.requirePlain(Set.of("layerName"));
        json.requireAbsent(Set.of("constraints"));
        JsonPart dropout = json.optional("idropout");
        if (!dropout.isAbsent()) {
            builder.dropOut(retained(dropout));
        }
    }

    /** What every layer with weights may hold besides its own. */
    static <B extends BaseLayer.Builder<B>> void trained(JsonPart json, B builder) {
        layer(json, builder);
        json.requireAbsent(Set.of("biasUpdater", "regularizationBias", "timeDistributedFormat", "weightNoise"));
        checkUpdater(json.optional("iupdater"));
        regularize(json, builder);
        builder.activation(activation(json))
                .weightInit(weightInit(json.optional("weightInitFn")))
                .biasInit(json.real("biasInit", 0, -MAX, MAX))
                .gainInit(json.real("gainInit", 1, -MAX, MAX))
                .gradientNormalization(
                        GradientNormalization.valueOf(json.word("gradientNormalization", NORMALIZATIONS)))
                .gradientNormalizationThreshold(json.real("gradientNormalizationThreshold", 1, 0, MAX));
    }

    private static double retained(JsonPart dropout) {
        dropout.kind("org.deeplearning4j.nn.conf.dropout", Set.of("Dropout"));
        dropout.requireOnly(Set.of("@class", "p", "pschedule", "helperAllowFallback"));
        dropout.requirePlain(Set.of("helperAllowFallback"));
        dropout.requireAbsent(Set.of("pschedule"));
        return dropout.real("p", 1, 0.01, 1);
    }

    private static void checkUpdater(JsonPart updater) {
        if (updater.isAbsent()) {
            return;
        }
        updater.kind(
                "org.nd4j.linalg.learning.config",
                Set.of(
                        "Sgd",
                        "Nesterovs",
                        "RmsProp",
                        "Adam",
                        "AdaGrad",
                        "AdaDelta",
                        "AdaMax",
                        "AMSGrad",
                        "Nadam",
                        "NoOp"));
        Set<String> numbers = Set.of("learningRate", "momentum", "rmsDecay", "epsilon", "beta1", "beta2", "rho");
        Set<String> schedules = Set.of("learningRateSchedule", "momentumSchedule", "momentumISchedule");
        updater.requireOnly(Sets.union(Sets.union(numbers, schedules), "@class"));
        updater.requireAbsent(schedules);
        for (String number : numbers) {
            updater.real(number, 0, 0, MAX);
        }
    }

    private static void regularize(JsonPart json, BaseLayer.Builder<?> builder) {
        for (JsonPart one : json.list("regularization", 2)) {
            String kind =
                    one.kind("org.nd4j.linalg.learning.regularization", Set.of("L1Regularization", "L2Regularization"));
            String field = kind.startsWith("L1") ? "l1" : "l2";
            one.requireOnly(Set.of("@class", field));
            double weight = fixed(one.required(field));
            if (field.equals("l1")) {
                builder.l1(weight);
            } else {
                builder.l2(weight);
            }
        }
    }

    private static double fixed(JsonPart schedule) {
        schedule.kind("org.nd4j.linalg.schedule", Set.of("FixedSchedule"));
        schedule.requireOnly(Set.of("@class", "value"));
        return schedule.real("value", 0, 0, MAX);
    }

    /** The activation of a layer; sigmoid if there is none, as Deeplearning4j has it. */
    static IActivation activation(JsonPart layer) {
        JsonPart json = layer.optional("activationFn");
        if (json.isAbsent()) {
            return Activation.SIGMOID.getActivationFunction();
        }
        String kind = json.kind("org.nd4j.linalg.activations.impl", JsonActivations.NAMES);
        json.requireOnly(Set.of("@class", "alpha", "max", "negativeSlope", "threshold"));
        json.requireAbsent(Set.of("max", "negativeSlope", "threshold"));
        return switch (kind) {
            case "ActivationLReLU" -> new ActivationLReLU(json.real("alpha", 0.01, -MAX, MAX));
            case "ActivationELU" -> new ActivationELU(json.real("alpha", 1, -MAX, MAX));
            default -> JsonActivations.named(kind);
        };
    }

    private static IWeightInit weightInit(JsonPart json) {
        if (json.isAbsent()) {
            return WeightInit.XAVIER.getWeightInitFunction();
        }
        String kind = json.kind("org.deeplearning4j.nn.weights", JsonWeights.NAMES);
        json.requireOnly(Set.of("@class"));
        return JsonWeights.named(kind);
    }

    /** Both are the cross-entropy of a softmax. */
    static LossFunction loss(JsonPart layer) {
        JsonPart json = layer.required("lossFn");
        String kind =
                json.kind("org.nd4j.linalg.lossfunctions.impl", Set.of("LossMCXENT", "LossNegativeLogLikelihood"));
        json.requireOnly(Set.of("@class", "softmaxClipEps", "weights"));
        json.requireAbsent(Set.of("weights"));
        json.real("softmaxClipEps", 1e-10, 1e-10, 1e-10);
        return kind.equals("LossMCXENT") ? LossFunction.MCXENT : LossFunction.NEGATIVELOGLIKELIHOOD;
    }
}
