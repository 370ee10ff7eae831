package io.tifl.experiments.noise.study;

import java.util.List;
import java.util.Optional;

/**
 * A run of the same plan in another program before this one, to compare with: one seed of training, five chips per level, 1,000 test
 * images. Average normalised percentage changes.
 */
record FirstRun(String model, double accuracy, double layerStd, double layerMax, double allTensors) {
    private static final List<FirstRun> ALL = List.of(
            new FirstRun("mlp2", 0.518, 1.2, 22.4, 0.7),
            new FirstRun("vgg6", 0.515, 6.7, 37.2, 7.9),
            new FirstRun("vgg6-wide2", 0.582, 5.4, 39.1, 5.9),
            new FirstRun("vgg6-bn", 0.603, 16.4, 44.3, 17.2),
            new FirstRun("vgg9-bn", 0.600, 14.1, 47.8, 14.8),
            new FirstRun("res8", 0.602, 23.9, 50.7, 22.8),
            new FirstRun("res14", 0.610, 17.8, 48.5, 21.7),
            new FirstRun("res20", 0.602, 20.4, 47.1, 22.2));

    static Optional<FirstRun> of(String model) {
        return ALL.stream().filter(one -> one.model.equals(model)).findFirst();
    }
}
