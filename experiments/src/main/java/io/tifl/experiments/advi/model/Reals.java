package io.tifl.experiments.advi.model;

import java.util.Arrays;

/** The parameters of a model by name, as reals whose use is recorded. */
public final class Reals {
    private final Space space;
    private final Real[] inputs;

    Reals(Space space, Real[] inputs) {
        this.space = space;
        this.inputs = inputs;
    }

    /** A parameter that has one value. */
    public Real scalar(String name) {
        Space.Place place = space.place(name);
        if (place.support().size() != 1) {
            throw new IllegalArgumentException(
                    "parameter '" + name + "' has " + place.support().size() + " values, expected 1");
        }
        return inputs[place.at()];
    }

    /** A parameter's values. */
    public Real[] vector(String name) {
        Space.Place place = space.place(name);
        return Arrays.copyOfRange(
                inputs, place.at(), place.at() + place.support().size());
    }

    /** A number that does not depend on the parameters. */
    public Real constant(double value) {
        return inputs[0].constant(value);
    }
}
