package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Named;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** A family of Deeplearning4j classifiers that can be named in a model spec. Stateless and thread-safe. */
public interface Dl4jModel extends Named {
    /**
     * The network these settings describe; the same settings give the same network on every machine.
     *
     * @throws IllegalArgumentException if a setting is unknown or out of its range
     */
    Blueprint blueprint(Settings settings);

    /**
     * A network not yet built.
     *
     * @param inputShape of one example: {@code [features]}, {@code [tokens]}, {@code [features, time]} or {@code [channels,
     *     height, width]}
     * @param classes width of the softmax output
     * @param configuration never changed after it was handed over; its updater is not used, the training plan names one
     */
    record Blueprint(List<Integer> inputShape, int classes, MultiLayerConfiguration configuration) {
        public Blueprint {
            inputShape = List.copyOf(inputShape);
        }
    }
}
