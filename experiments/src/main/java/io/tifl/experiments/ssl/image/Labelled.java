package io.tifl.experiments.ssl.image;

import io.tifl.experiments.network.Matrix;
import java.util.List;

/**
 * Features of samples and their classes.
 *
 * @param features a sample a row; not copied
 * @param labels one for each, 0 to before {@code classes}
 */
public record Labelled(Matrix features, List<Integer> labels, int classes) {
    public Labelled {
        labels = List.copyOf(labels);
        if (features.rows() == 0 || labels.size() != features.rows()) {
            throw new IllegalArgumentException("expected 1 or more samples and a label for each, got " + features.rows()
                    + " and " + labels.size());
        }
        int number = classes;
        if (labels.stream().anyMatch(label -> label < 0 || label >= number)) {
            throw new IllegalArgumentException("expected labels below " + classes + ", got " + labels);
        }
        for (double value : features.values()) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("expected finite features, got " + value);
            }
        }
    }

    void requireAlike(Labelled other) {
        if (other.classes != classes || other.features.columns() != features.columns()) {
            throw new IllegalArgumentException("expected " + features.columns() + " features and " + classes
                    + " classes, got " + other.features.columns() + " and " + other.classes);
        }
    }
}
