package io.tifl.experiments.study;

import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import java.util.Map;

/** The spec of a model that fits a data set. */
final class Models {
    private static final int FEMNIST_CLASSES = 62;

    private Models() {}

    /** @param more settings of the model, besides those that follow from the data */
    static ModelSpec spec(String model, Map<String, String> more, List<Integer> featureShape, int classes) {
        return new ModelSpec(model, fitting(model, featureShape, classes).with(Settings.of(more)));
    }

    private static Settings fitting(String model, List<Integer> featureShape, int classes) {
        int inputs = featureShape.stream().reduce(1, Math::multiplyExact);
        return switch (model) {
            case "logistic", "mlp" -> Settings.none().with("inputs", inputs).with("classes", classes);
            case "small-cnn" ->
                Settings.none()
                        .with("channels", featureShape.getFirst())
                        .with("side", featureShape.getLast())
                        .with("classes", classes);
            case "femnist-cnn" ->
                classes == FEMNIST_CLASSES ? Settings.none() : Settings.none().with("classes", classes);
            default -> Settings.none();
        };
    }
}
