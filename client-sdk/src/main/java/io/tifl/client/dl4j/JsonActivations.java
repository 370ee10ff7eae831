package io.tifl.client.dl4j;

import java.util.Set;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;

/** The activation classes a description may name. */
final class JsonActivations {
    static final Set<String> NAMES = Set.of(
            "ActivationELU",
            "ActivationGELU",
            "ActivationHardSigmoid",
            "ActivationHardTanH",
            "ActivationIdentity",
            "ActivationLReLU",
            "ActivationReLU",
            "ActivationReLU6",
            "ActivationSELU",
            "ActivationSigmoid",
            "ActivationSoftPlus",
            "ActivationSoftSign",
            "ActivationSoftmax",
            "ActivationSwish",
            "ActivationTanH");

    private JsonActivations() {}

    static IActivation named(String kind) {
        return (switch (kind) {
                    case "ActivationGELU" -> Activation.GELU;
                    case "ActivationHardSigmoid" -> Activation.HARDSIGMOID;
                    case "ActivationHardTanH" -> Activation.HARDTANH;
                    case "ActivationIdentity" -> Activation.IDENTITY;
                    case "ActivationReLU" -> Activation.RELU;
                    case "ActivationReLU6" -> Activation.RELU6;
                    case "ActivationSELU" -> Activation.SELU;
                    case "ActivationSigmoid" -> Activation.SIGMOID;
                    case "ActivationSoftPlus" -> Activation.SOFTPLUS;
                    case "ActivationSoftSign" -> Activation.SOFTSIGN;
                    case "ActivationSoftmax" -> Activation.SOFTMAX;
                    case "ActivationSwish" -> Activation.SWISH;
                    case "ActivationTanH" -> Activation.TANH;
                    default -> throw new AssertionError("on the list, but not here: " + kind);
                })
                .getActivationFunction();
    }
}
