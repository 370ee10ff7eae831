package io.tifl.client.dl4j;

import java.util.Set;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInit;

/** The classes of initial weights a description may name. */
final class JsonWeights {
    static final Set<String> NAMES = Set.of(
            "WeightInitLecunNormal",
            "WeightInitLecunUniform",
            "WeightInitNormal",
            "WeightInitRelu",
            "WeightInitReluUniform",
            "WeightInitSigmoidUniform",
            "WeightInitUniform",
            "WeightInitXavier",
            "WeightInitXavierUniform");

    private JsonWeights() {}

    static IWeightInit named(String kind) {
        return (switch (kind) {
                    case "WeightInitLecunNormal" -> WeightInit.LECUN_NORMAL;
                    case "WeightInitLecunUniform" -> WeightInit.LECUN_UNIFORM;
                    case "WeightInitNormal" -> WeightInit.NORMAL;
                    case "WeightInitRelu" -> WeightInit.RELU;
                    case "WeightInitReluUniform" -> WeightInit.RELU_UNIFORM;
                    case "WeightInitSigmoidUniform" -> WeightInit.SIGMOID_UNIFORM;
                    case "WeightInitUniform" -> WeightInit.UNIFORM;
                    case "WeightInitXavier" -> WeightInit.XAVIER;
                    case "WeightInitXavierUniform" -> WeightInit.XAVIER_UNIFORM;
                    default -> throw new AssertionError("on the list, but not here: " + kind);
                })
                .getWeightInitFunction();
    }
}
