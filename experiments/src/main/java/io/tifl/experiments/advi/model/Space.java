package io.tifl.experiments.advi.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The named parameters of a model, one after the other in one array of values, and in one of free numbers. Immutable.
 *
 * {@snippet :
 * Space space = Space.empty().with("mu", Support.real(1)).with("sigma", Support.positive(1));
 * }
 */
public final class Space {
    private final Map<String, Place> places;
    private final int size;
    private final int freeSize;

    /** Where a parameter's numbers start. */
    record Place(Support support, int at, int from) {}

    private Space(Map<String, Place> places, int size, int freeSize) {
        this.places = places;
        this.size = size;
        this.freeSize = freeSize;
    }

    /** No parameters yet. */
    public static Space empty() {
        return new Space(Map.of(), 0, 0);
    }

    /** This space and one more parameter behind it. */
    public Space with(String name, Support support) {
        Map<String, Place> more = new LinkedHashMap<>(places);
        if (more.putIfAbsent(name, new Place(support, size, freeSize)) != null) {
            throw new IllegalArgumentException("there is already a parameter '" + name + "' among " + names());
        }
        return new Space(more, size + support.size(), freeSize + support.freeSize());
    }

    public List<String> names() {
        return List.copyOf(places.keySet());
    }

    /** How many values there are. */
    public int size() {
        return size;
    }

    /** How many free numbers there are: the dimension of what is approximated. */
    public int freeSize() {
        return freeSize;
    }

    Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new IllegalArgumentException("no parameter '" + name + "' among " + names());
        }
        return place;
    }

    /** Makes values of free numbers; the log determinant of the map's derivative. */
    double constrain(double[] free, double[] values) {
        double determinant = 0;
        for (Place place : places.values()) {
            determinant += place.support.constrain(free, place.from, values, place.at);
        }
        return determinant;
    }

    void pull(double[] free, double[] values, double[] slopes, double determinant, double[] gradient) {
        for (Place place : places.values()) {
            place.support.pull(free, place.from, values, slopes, place.at, determinant, gradient);
        }
    }

    /** The values that free numbers stand for. */
    public Values values(double[] free) {
        if (free.length != freeSize) {
            throw new IllegalArgumentException("this space has " + freeSize + " free numbers, got " + free.length);
        }
        double[] values = new double[size];
        constrain(free, values);
        return new Values(this, values);
    }

    /**
     * The free numbers that stand for values.
     *
     * @throws IllegalArgumentException if one lies outside of its support
     */
    public double[] free(double... values) {
        if (values.length != size) {
            throw new IllegalArgumentException("this space has " + size + " values, got " + values.length);
        }
        double[] free = new double[freeSize];
        for (Map.Entry<String, Place> entry : places.entrySet()) {
            Place place = entry.getValue();
            try {
                place.support.release(values, place.at, free, place.from);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("parameter '" + entry.getKey() + "': " + e.getMessage(), e);
            }
        }
        return free;
    }

    /** Values by name, for messages. */
    String describe(double[] values) {
        List<String> parts = new ArrayList<>();
        places.forEach((name, place) -> parts.add(name + " = "
                + (place.support.size() == 1
                        ? Double.toString(values[place.at])
                        : Arrays.toString(Arrays.copyOfRange(values, place.at, place.at + place.support.size())))));
        return String.join(", ", parts);
    }
}
