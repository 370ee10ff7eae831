package io.tifl.experiments.advi.federated;

import io.tifl.experiments.advi.amortised.AmortisedModel;
import io.tifl.experiments.advi.amortised.ColumnSettings;
import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.network.FlatParameters;
import io.tifl.experiments.serve.TaskModel;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * {@code advi-columns}: an encoder that gives the middle column of an image a mixture posterior, and a decoder that names its class from a
 * point of it. All clients begin with the same parameters, so that a component is the same one everywhere.
 *
 * <p>Settings: {@code components} (2), {@code dimension} (2) of points, {@code width} (128) of the encoder's layers, {@code inputs} (28),
 * the height of images, and {@code classes} (10).
 */
public final class ColumnsModel implements TaskModel {
    /** Its name. */
    public static final String NAME = "advi-columns";

    private static final Set<String> SETTINGS = Set.of("components", "dimension", "width", "inputs", "classes");
    private static final int LARGEST = 4096;

    /** For the service loader. */
    public ColumnsModel() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parameters initial(Settings settings, long seed) {
        return FlatParameters.of(open(settings, new Seed(seed)).parameters());
    }

    /** How many components the mixtures have. */
    static int components(Settings settings) {
        return Columns.between(settings, "components", 2, 1, LARGEST);
    }

    /** A model with fresh parameters. */
    static AmortisedModel open(Settings settings, Seed seed) {
        settings.requireOnly(SETTINGS);
        ColumnSettings shape = new ColumnSettings(
                Bound.SIWAE,
                components(settings),
                1,
                1,
                Columns.between(settings, "dimension", 2, 1, LARGEST),
                Columns.between(settings, "width", 128, 1, LARGEST),
                1,
                1,
                1,
                0,
                1);
        return shape.model(
                Columns.between(settings, "inputs", 28, 1, LARGEST),
                Columns.between(settings, "classes", 10, 2, LARGEST),
                seed);
    }

    /** A model with these parameters. */
    static AmortisedModel of(Settings settings, Parameters parameters) {
        AmortisedModel model = open(settings, new Seed(0));
        FlatParameters.write(parameters, model.parameters());
        return model;
    }
}
