package io.tifl.coordinator.round;

import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The orders that are out while rounds overlap, with the sums that their updates go into. Confined to one thread. */
final class Airspace implements AutoCloseable {
    private final Replies replies;
    private final SortedMap<Integer, Lane> lanes = new TreeMap<>();
    private Federation state;

    private Airspace(Federation state, Replies replies) {
        this.state = state;
        this.replies = replies;
    }

    /** Takes up the orders that are out in a state. */
    static Airspace of(Federation state, CoordinatorTransport transport, Function<Flight, TaskOrder> order) {
        Replies replies = transport.takeUp(state.flights().stream()
                .map(flight -> new CoordinatorTransport.Sent(order.apply(flight), flight.since()))
                .toList());
        return new Airspace(later(state, replies.outage()), replies);
    }

    private static Federation later(Federation state, Duration outage) {
        return outage.isZero()
                ? state
                : state.withFlights(state.flights().stream()
                        .map(flight -> flight.later(outage))
                        .toList());
    }

    /** Whether these are the orders that are out in a state; equal ones from elsewhere are taken up anew. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(Federation other) {
        return state.flights() == other.flights()
                && state.round() == other.round()
                && state.model().version() == other.model().version();
    }

    /** Those that were out in the state, as if nobody had ever been away. */
    List<Flight> flights() {
        return state.flights();
    }

    void arriveAt(Federation after) {
        this.state = after;
    }

    Replies replies() {
        return replies;
    }

    /** By their numbers. */
    SortedMap<Integer, Lane> lanes() {
        return lanes;
    }

    boolean isEmpty() {
        return lanes.values().stream().allMatch(lane -> lane.out().isEmpty());
    }

    /** What a state has to hold before the next step: what is out, and what lanes wait with. */
    List<Flight> flightsSoFar() {
        return flights(OptionalInt.empty());
    }

    /** What the state after a step of a lane has to hold: what is out, and what other lanes wait with. */
    List<Flight> flightsAfter(int step) {
        return flights(OptionalInt.of(step));
    }

    private List<Flight> flights(OptionalInt step) {
        List<Flight> flights = new ArrayList<>();
        lanes.forEach((number, lane) -> {
            if (!step.equals(OptionalInt.of(number))) {
                flights.addAll(lane.landed().values());
            }
            flights.addAll(lane.out().values());
        });
        return flights;
    }

    @Override
    public void close() {
        replies.close();
        lanes.values().forEach(Lane::close);
        lanes.clear();
    }
}
