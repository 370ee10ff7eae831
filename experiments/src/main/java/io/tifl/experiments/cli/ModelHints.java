package io.tifl.experiments.cli;

import io.tifl.experiments.export.model.ModelFiles.Hints;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a model's file does not say itself. */
final class ModelHints {
    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "What tifl calls the network, such as mnist-cnn; ONNX and checkpoints cannot be read without")
    private @Nullable String model;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of that model; may be repeated")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--input",
            paramLabel = "SHAPE",
            description = "Shape of one example, as 784 or 1x28x28, for a zip of Deeplearning4j that does not tell")
    private @Nullable String input;

    Hints hints() {
        if (model == null && !settings.isEmpty()) {
            throw new IllegalArgumentException("--set needs --model: it is a setting of a model");
        }
        return new Hints(Optional.ofNullable(model).map(name -> new ModelSpec(name, Settings.of(settings))), shape());
    }

    private List<Integer> shape() {
        List<Integer> shape = new ArrayList<>();
        for (String length : input == null ? List.<String>of() : Arrays.asList(input.split("x", -1))) {
            shape.add(length(length));
        }
        return shape;
    }

    private int length(String text) {
        try {
            int length = Integer.parseInt(text);
            if (length > 0) {
                return length;
            }
        } catch (NumberFormatException _) {
            // As wrong as a length below 1.
        }
        throw new IllegalArgumentException(
                "--input: expected lengths of at least 1 as in 1x28x28, got '" + input + "'");
    }
}
