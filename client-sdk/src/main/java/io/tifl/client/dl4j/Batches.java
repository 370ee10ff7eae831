package io.tifl.client.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
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
        this.vocabulary = vocabulary(blueprint.configuration());
    }

    // 0 unless the first layer looks tokens up.
    private static int vocabulary(MultiLayerConfiguration configuration) {
        return switch (configuration.getConf(0).getLayer()) {
            case EmbeddingSequenceLayer layer -> Math.toIntExact(layer.getNIn());
            case EmbeddingLayer layer -> Math.toIntExact(layer.getNIn());
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
