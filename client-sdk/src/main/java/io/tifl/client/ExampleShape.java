package io.tifl.client;

import java.util.List;

/** What every row of in-memory examples looks like, and the checks that follow from it. */
record ExampleShape(List<Integer> features, int classes) {
    ExampleShape {
        features = List.copyOf(features);
        if (features.isEmpty() || features.stream().anyMatch(length -> length < 1)) {
            throw new IllegalArgumentException("a feature shape needs dimensions of at least 1, got " + features);
        }
        if (classes < 1) {
            throw new IllegalArgumentException("examples need at least 1 class, got " + classes);
        }
    }

    int size() {
        return features.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
    }

    void check(int values, int[] labels) {
        long expected = (long) size() * labels.length;
        if (values != expected) {
            throw new IllegalArgumentException(labels.length + " examples of shape " + features + " need " + expected
                    + " feature values, got " + values);
        }
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0 || labels[row] >= classes) {
                throw new IllegalArgumentException(
                        "label of row " + row + " is " + labels[row] + ", expected 0 to " + (classes - 1));
            }
        }
    }
}
