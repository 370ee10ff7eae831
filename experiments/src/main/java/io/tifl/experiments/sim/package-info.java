/**
 * Device models and virtual time: the same round engine and the same real training as in a deployment, but on simulated
 * devices and on a clock that only the replies move.
 *
 * <p>A {@link io.tifl.experiments.sim.SimulatedFleet} is a transport. It asks {@link io.tifl.experiments.sim.ResponseTimes}
 * when each client would answer, has the work done on this machine, and hands the replies back in virtual order. A client
 * is described by pure functions of a seed ({@link io.tifl.experiments.sim.Fleet},
 * {@link io.tifl.experiments.sim.Availability}), so a million of them cost no memory.
 */
@NullMarked
package io.tifl.experiments.sim;

import org.jspecify.annotations.NullMarked;
