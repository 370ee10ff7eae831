package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;

/** The bounds on what a model spec may ask for: a spec comes from a peer, and its sizes become memory. */
final class Sizes {
    /** 400 MB of floats. */
    static final long MAX_PARAMETERS = 100_000_000;

    static final int MAX_FEATURES = 10_000_000;
    static final int MAX_HIDDEN = 1_000_000;
    static final int MAX_CLASSES = 1_000_000;

    /** Tokens travel as floats, which hold whole numbers up to here exactly. */
    static final int MAX_VOCABULARY = (1 << 24) - 1;

    private Sizes() {}

    /** @throws IllegalArgumentException if the setting is absent, no whole number, or not in {@code 1..max} */
    static int required(Settings settings, String name, int max) {
        settings.text(name);
        return optional(settings, name, 1, 1, max);
    }

    /** @throws IllegalArgumentException if the setting is no whole number or not in {@code min..max} */
    static int optional(Settings settings, String name, int otherwise, int min, int max) {
        int value = settings.integer(name, otherwise);
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' is " + value + ", expected " + min + " to " + max);
        }
        return value;
    }

    /** Weights and biases of a fully connected layer. */
    static long dense(long inputs, long outputs) {
        return Math.addExact(Math.multiplyExact(inputs, outputs), outputs);
    }

    /** A vector per token, without biases. */
    static long embedding(long tokens, long units) {
        return Math.multiplyExact(tokens, units);
    }

    /** Weights of the input and of the own output for four gates each, and biases. */
    static long lstm(long inputs, long units) {
        return Math.multiplyExact(4 * units, Math.addExact(Math.addExact(inputs, units), 1));
    }

    /** @throws IllegalArgumentException if a model of that many parameters is too large */
    static void checkParameters(long parameters) {
        if (parameters > MAX_PARAMETERS) {
            throw new IllegalArgumentException(
                    "the model has " + parameters + " parameters, expected at most " + MAX_PARAMETERS);
        }
    }
}
