package io.tifl.experiments.noise.zoo;

import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The networks there are. All take images of 16 by 16 ({@link ZooData}), so the same network fits every data set but for its first layer.
 *
 * <p>On CIFAR-10: {@code mlp2}, two hidden layers of 256; {@code vgg6} without batch normalisation, {@code vgg6-wide2} with twice the
 * channels, {@code vgg6-bn} and {@code vgg9-bn} with it; {@code res8}, {@code res14} and {@code res20}; {@code depthwise}. The first two and
 * {@code vgg6-bn} also on MNIST and Fashion-MNIST: {@code vgg6-mnist}, {@code vgg6-fashion}.
 */
public record Zoo(List<ZooEntry> entries) {
    private static final int PIXELS = ZooData.SIDE * ZooData.SIDE;
    private static final int CLASSES = 10;
    private static final Recipe RECIPE = new Recipe(20_000, 2_000, 6, 64, 3e-3, false);

    public Zoo {
        entries = List.copyOf(entries);
    }

    /** All networks with the settings of the study. */
    public static Zoo standard() {
        List<ZooEntry> entries = new ArrayList<>();
        entries.add(color("mlp2", mlp2(3)));
        entries.add(color("vgg6", vgg(3)));
        entries.add(color("vgg6-wide2", vgg(3, "width", 16)));
        entries.add(color("vgg6-bn", vgg(3, "batch-norm", true)));
        entries.add(color("vgg9-bn", vgg(3, "batch-norm", true, "convolutions", 9)));
        for (int depth = 8; depth <= 20; depth += 6) {
            entries.add(color("res" + depth, residual(depth)));
        }
        entries.add(color(
                "depthwise", new ModelSpec("depthwise-cnn", Settings.none().with("side", ZooData.SIDE))));
        for (String dataset : List.of("mnist", "fashion-mnist")) {
            String suffix = "-" + dataset.replace("-mnist", "");
            entries.add(new ZooEntry("mlp2" + suffix, mlp2(1), dataset, RECIPE));
            entries.add(new ZooEntry("vgg6" + suffix, vgg(1), dataset, RECIPE));
            entries.add(new ZooEntry("vgg6-bn" + suffix, vgg(1, "batch-norm", true), dataset, RECIPE));
        }
        return new Zoo(entries);
    }

    private static ZooEntry color(String name, ModelSpec model) {
        return new ZooEntry(name, model, "cifar10", RECIPE.flipping());
    }

    private static ModelSpec mlp2(int channels) {
        return new ModelSpec(
                "mlp",
                Settings.none()
                        .with("inputs", channels * PIXELS)
                        .with("hidden", 256)
                        .with("layers", 2)
                        .with("classes", CLASSES));
    }

    private static ModelSpec vgg(int channels, Object... more) {
        Settings settings = Settings.none().with("side", ZooData.SIDE).with("channels", channels);
        for (int i = 0; i < more.length; i += 2) {
            settings = settings.with((String) more[i], more[i + 1]);
        }
        return new ModelSpec("vgg", settings);
    }

    private static ModelSpec residual(int depth) {
        return new ModelSpec(
                "resnet",
                Settings.none().with("side", ZooData.SIDE).with("width", 8).with("depth", depth));
    }

    public List<String> names() {
        return entries.stream().map(ZooEntry::name).toList();
    }

    /**
     * Those of these names, in the order of this zoo.
     *
     * @param names empty for all
     * @throws IllegalArgumentException listing what there is, if there is none of a name
     */
    public Zoo only(List<String> names) {
        if (!names().containsAll(names)) {
            throw new IllegalArgumentException("the models are " + names() + ", got " + names);
        }
        return new Zoo(entries.stream()
                .filter(entry -> names.isEmpty() || names.contains(entry.name()))
                .toList());
    }

    /** The same networks, trained in another way. */
    public Zoo trainedBy(UnaryOperator<Recipe> change) {
        return new Zoo(entries.stream()
                .map(entry -> entry.trainedBy(change.apply(entry.recipe())))
                .toList());
    }
}
