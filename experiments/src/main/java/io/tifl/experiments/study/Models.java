package io.tifl.experiments.study;

import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;

/** The spec of a model that fits a data set. */
final class Models {
    private Models() {}

    static ModelSpec spec(String model, List<Integer> featureShape, int classes) {
        int inputs = featureShape.stream().reduce(1, Math::multiplyExact);
        Settings settings = switch (model) {
            case "logistic", "mlp" -> Settings.none().with("inputs", inputs).with("classes", classes);
            case "small-cnn" ->
                Settings.none()
                        .with("channels", featureShape.getFirst())
                        .with("side", featureShape.getLast())
                        .with("classes", classes);
            default -> Settings.none();
        };
        return new ModelSpec(model, settings);
    }
}
