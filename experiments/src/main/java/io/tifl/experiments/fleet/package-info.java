/**
 * The work of simulated clients, spread over worker processes by Apache Kafka. The run itself, its clock and its model stay where
 * {@code tifl replay} was started; {@link io.tifl.experiments.fleet.WorkerFleet} writes units of work, any number of
 * {@link io.tifl.experiments.fleet.FleetWorker} do them, in whatever order and however often: the model has the same bits.
 *
 * <p>What is read here was written by whoever may write to the topics: the fleet's own processes, on the same footing as this one.
 */
@NullMarked
package io.tifl.experiments.fleet;

import org.jspecify.annotations.NullMarked;
