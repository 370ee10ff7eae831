package io.tifl.experiments.advi.federated;

import io.tifl.client.Examples;
import io.tifl.experiments.advi.bound.LogDensity;
import io.tifl.experiments.advi.model.Likelihood;
import io.tifl.experiments.advi.model.Model;
import io.tifl.experiments.advi.model.Space;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;

/**
 * A model whose data lie with clients. The coordinator knows its parameters and their prior, a client makes the likelihood of its own data;
 * both find it by its name, so no code travels. Found by the service loader; stateless and thread-safe.
 *
 * <p>A client's terms must be functions of the datum and the parameters alone, with {@link StrictMath} where it matters: then the sums are
 * the same bits wherever a datum lies.
 */
public interface ShardModel extends Named {
    /**
     * The parameters.
     *
     * @throws IllegalArgumentException if a setting is wrong or unknown
     */
    Space space(Settings settings);

    /** The log density of the parameters before any data, normalised, and its gradient in the values. */
    LogDensity prior(Settings settings);

    /**
     * The likelihood of one client's data.
     *
     * @throws IllegalArgumentException if the data do not fit the settings
     */
    Likelihood likelihood(Settings settings, Examples data);

    /** The model of those who have no data. */
    default Model model(Settings settings) {
        return new Model(space(settings), prior(settings), Likelihood.none());
    }

    /** The model of all data at one place. */
    default Model model(Settings settings, Examples data) {
        return new Model(space(settings), prior(settings), likelihood(settings, data));
    }

    /** The models that are installed. */
    static Catalog<ShardModel> installed() {
        return Catalog.load("shard model", ShardModel.class);
    }
}
