package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * {@code dl4j-json}: a classifier of the user's own, described by the JSON that {@code MultiLayerConfiguration.toJson()} of
 * Deeplearning4j 1.0.0-M2.1 writes.
 *
 * <p>Settings: {@code json}, and {@code input}, the shape of one example ({@code 784} or {@code 1x28x28}), which the JSON does
 * not hold unless the first layer is fully connected.
 *
 * <p>A description comes from a peer, and Deeplearning4j's own reader creates any class it names and allocates any size. So
 * that reader is never called: the text is parsed within limits on length and depth, every field must be known, every class
 * name must be on the list of the place it stands at, all sizes are worked out in exact arithmetic and bounded, and then the
 * network is built anew through Deeplearning4j's builders. Allowed are {@link JsonLayer}'s layers; the last one must be a
 * softmax with cross-entropy. The updater must be one that Deeplearning4j has, and is not used: the training plan names one.
 */
public final class Dl4jJsonModel implements Dl4jModel {
    @Override
    public String name() {
        return "dl4j-json";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of("json", "input"));
        JsonPart json = JsonPart.parse(settings.text("json"));
        return new JsonNetwork(json, inputShape(settings)).blueprint();
    }

    private static List<Integer> inputShape(Settings settings) {
        if (!settings.has("input")) {
            return List.of();
        }
        String text = settings.text("input");
        List<Integer> shape = new ArrayList<>();
        for (String length : Arrays.asList(text.split("x", -1))) {
            shape.add(Sizes.optional(Settings.none().with("input", length), "input", 0, 1, Sizes.MAX_FEATURES));
        }
        if (shape.size() != 1 && shape.size() != 3) {
            throw new IllegalArgumentException(
                    "setting 'input' is '" + text + "', expected features or channels x height x width");
        }
        return shape;
    }
}
