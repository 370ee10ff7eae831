package io.tifl.client.compiled;

/**
 * What is done to a layer's gradient, the mean over the batch, before penalties and the optimiser's rule see it.
 *
 * @param threshold means nothing to the two that renormalise
 */
record Clipping(Kind kind, double threshold) {
    static final Clipping NONE = new Clipping(Kind.NONE, 0);

    /** Deeplearning4j's kinds of gradient normalisation, by the names it gives them. */
    enum Kind {
        NONE,
        RENORMALIZE_LAYER,
        RENORMALIZE_EACH,
        CLIP_VALUES,
        CLIP_LAYER,
        CLIP_EACH
    }

    // What Deeplearning4j takes for the length of a gradient of length 0.
    private static final double NO_LENGTH = 1e-5;

    boolean isNone() {
        return kind == Kind.NONE;
    }

    /** Whether one length is taken of all of a layer's parameters together. */
    boolean isPerLayer() {
        return kind == Kind.RENORMALIZE_LAYER || kind == Kind.CLIP_LAYER;
    }

    /** What a gradient of this length is multiplied by. */
    double factor(double length) {
        return switch (kind) {
            case RENORMALIZE_LAYER, RENORMALIZE_EACH -> 1 / (length == 0 ? NO_LENGTH : length);
            case CLIP_LAYER, CLIP_EACH -> length > threshold ? threshold / length : 1;
            case NONE, CLIP_VALUES -> 1;
        };
    }
}
