package io.tifl.coordinator.round;

import io.tifl.protocol.ClientId;
import io.tifl.tiering.TierPlan;
import java.util.stream.IntStream;

/** Plans for tests that do not look into them. */
final class TestPlans {
    private TestPlans() {}

    static TierPlan of(int clients) {
        return TierPlan.untiered(IntStream.rangeClosed(1, clients)
                .mapToObj(i -> new ClientId("c" + i))
                .toList());
    }
}
