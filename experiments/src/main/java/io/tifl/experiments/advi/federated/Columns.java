package io.tifl.experiments.advi.federated;

import io.tifl.client.Examples;
import io.tifl.protocol.Settings;

/** What shard models read of their settings and data. */
final class Columns {
    private Columns() {}

    /** A setting that is above 0. */
    static double positive(Settings settings, String name, double otherwise) {
        double value = settings.real(name, otherwise);
        if (!(value > 0)) {
            throw new IllegalArgumentException("setting '" + name + "' must be above 0, got " + value);
        }
        return value;
    }

    /** A setting that is a whole number in a range. */
    static int between(Settings settings, String name, int otherwise, int least, int most) {
        int value = settings.integer(name, otherwise);
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "setting '" + name + "' must lie between " + least + " and " + most + ", got " + value);
        }
        return value;
    }

    /** One feature of all examples: that of the setting {@code column}, the first unless it says otherwise. */
    static double[] one(Settings settings, Examples data) {
        int column = settings.integer("column", 0);
        if (data.size() > 0 && (column < 0 || column >= data.featureSize())) {
            throw new IllegalArgumentException(
                    "setting 'column' must lie between 0 and " + (data.featureSize() - 1) + ", got " + column);
        }
        double[][] rows = rows(data);
        double[] values = new double[rows.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows[i][column];
        }
        return values;
    }

    /** The features of all examples, a row each. */
    static double[][] rows(Examples data) {
        float[] features = new float[data.featureSize()];
        double[][] rows = new double[data.size()][features.length];
        for (int row = 0; row < rows.length; row++) {
            data.features(row, features, 0);
            for (int i = 0; i < features.length; i++) {
                rows[row][i] = features[i];
            }
        }
        return rows;
    }
}
