package io.tifl.tiering;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * One tier of a plan, as it stands.
 *
 * @param index 0 the fastest
 * @param size how many clients it holds
 * @param probability its chance of being drawn, before tiers without credit or clients are left out
 * @param credits how many more rounds may use it; empty if that is not limited
 * @param averageLatency mean over its clients whose latency is known; zero if none is
 * @param maxLatency largest of these, the round time the estimator of TiFL (Eq. 6) counts with
 */
public record Tier(
        int index, int size, double probability, OptionalLong credits, Duration averageLatency, Duration maxLatency) {}
