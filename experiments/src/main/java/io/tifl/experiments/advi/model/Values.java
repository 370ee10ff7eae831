package io.tifl.experiments.advi.model;

import java.util.Arrays;

/** Values of a model's parameters, by name. Immutable. */
public final class Values {
    private final Space space;
    private final double[] values;

    Values(Space space, double[] values) {
        this.space = space;
        this.values = values;
    }

    /** The value of a parameter that has one. */
    public double scalar(String name) {
        Space.Place place = space.place(name);
        if (place.support().size() != 1) {
            throw new IllegalArgumentException(
                    "parameter '" + name + "' has " + place.support().size() + " values, expected 1");
        }
        return values[place.at()];
    }

    /** A parameter's values. */
    public double[] vector(String name) {
        Space.Place place = space.place(name);
        return Arrays.copyOfRange(
                values, place.at(), place.at() + place.support().size());
    }

    /** All values, in the space's order. */
    public double[] all() {
        return values.clone();
    }

    @Override
    public String toString() {
        return space.describe(values);
    }
}
