package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.plugin.Named;

/** How many updates become one change. Stateless and thread-safe. */
public interface AggregationRule extends Named {
    /** A new, empty accumulator for updates of this layout within these limits. */
    Accumulator open(Layout layout, UpdateLimits limits);
}
