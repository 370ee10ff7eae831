package io.tifl.experiments.sim;

import io.tifl.protocol.task.TaskOrder;
import java.time.Instant;
import java.util.Comparator;

/** An order that will be answered, and when. */
record Expected(TaskOrder order, Instant arrival) {
    static final Comparator<Expected> ORDER = Comparator.comparing(Expected::arrival)
            .thenComparing(expected -> expected.order().id().client());
}
