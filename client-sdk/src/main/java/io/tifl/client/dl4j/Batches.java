package io.tifl.client.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.jspecify.annotations.Nullable;

/** The two batches an epoch needs, the full one and the rest, kept for the next client. Confined to one thread. */
final class Batches {
    private final List<Integer> inputShape;
    private final int classes;
    private final int vocabulary;
    private @Nullable Batch full;
    private @Nullable Batch rest;

    Batches(Dl4jModel.Blueprint blueprint) {
        this.inputShape = blueprint.inputShape();
        this.classes = blueprint.classes();
        this.vocabulary = blueprint.architecture().layers().stream()
                .mapToInt(conf -> vocabulary(conf.getLayer()))
                .filter(tokens -> tokens > 0)
                .min()
                .orElse(0);
    }

    // 0 unless the layer looks tokens up.
    private static int vocabulary(Layer layer) {
        return switch (layer) {
            case FrozenLayer frozen -> vocabulary(frozen.getLayer());
            case BaseWrapperLayer wrapper -> vocabulary(wrapper.getUnderlying());
            case EmbeddingSequenceLayer many -> Math.toIntExact(many.getNIn());
            case EmbeddingLayer one -> Math.toIntExact(one.getNIn());
            default -> 0;
        };
    }

    /** The arrays for {@code size} examples out of batches of {@code batchSize}. */
    Batch of(int size, int batchSize) {
        if (size == batchSize) {
            full = reused(full, size);
            return full;
        }
        rest = reused(rest, size);
        return rest;
    }

    private Batch reused(@Nullable Batch last, int size) {
        return last != null && last.size() == size ? last : new Batch(size, inputShape, classes, vocabulary);
    }
}
