package io.tifl.leaf;

import io.tifl.client.Examples;
import java.util.List;
import java.util.Optional;

/**
 * A data set before it is dealt to clients.
 *
 * @param test the official test examples; empty where the data set has none
 * @param owners who wrote which rows of {@code train}, where that is known
 */
public record Pool(String name, Examples train, Examples test, Optional<Partition> owners) {
    public Pool {
        if (!train.featureShape().equals(test.featureShape()) || train.classes() != test.classes()) {
            throw new IllegalArgumentException(name + " trains on " + train.classes() + " classes of "
                    + train.featureShape() + " but tests on " + test.classes() + " classes of " + test.featureShape());
        }
    }

    public List<Integer> featureShape() {
        return train.featureShape();
    }

    public int classes() {
        return train.classes();
    }
}
