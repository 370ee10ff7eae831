package io.tifl.experiments.serve;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Named;

/** A model that a task of its own trains, and no engine knows. Found by the service loader; stateless and thread-safe. */
public interface TaskModel extends Named {
    /**
     * Fresh parameters; the same seed gives the same bits.
     *
     * @throws IllegalArgumentException if a setting is wrong
     */
    Parameters initial(Settings settings, long seed);
}
