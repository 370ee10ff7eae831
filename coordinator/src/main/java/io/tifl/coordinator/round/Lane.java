package io.tifl.coordinator.round;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Orders whose updates are summed up for one step of the model. Confined to one thread. */
final class Lane implements AutoCloseable {
    private final SequencedMap<ClientId, Flight> out = new LinkedHashMap<>();
    private final SequencedMap<ClientId, Flight> landed = new LinkedHashMap<>();
    private final Collected collected;

    /** @param collected to which nobody has been added yet */
    Lane(Collected collected) {
        this.collected = collected;
    }

    void add(TaskId task, Flight flight) {
        out.put(flight.client(), flight);
        collected.ask(task, flight.since());
    }

    /** Those who are waited for. */
    SequencedMap<ClientId, Flight> out() {
        return out;
    }

    /** Those who answered, or are waited for no longer. */
    SequencedMap<ClientId, Flight> landed() {
        return landed;
    }

    boolean holds(ClientId client) {
        return out.containsKey(client) || landed.containsKey(client);
    }

    Collected collected() {
        return collected;
    }

    void land(Arrival arrival) {
        collected.add(arrival);
        land(arrival.reply().id().client());
    }

    private void land(ClientId client) {
        Flight flight = out.remove(client);
        if (flight != null) {
            landed.put(client, flight);
        }
    }

    /** Those whose time was up by then are waited for no longer; says who they are. */
    List<Flight> expire(Instant by) {
        List<Flight> over = out.values().stream()
                .filter(flight -> !flight.end().isAfter(by))
                .toList();
        over.forEach(flight -> expire(flight.client(), flight.end(), "no reply"));
        return over;
    }

    /** Nobody is waited for any longer; says who was. */
    List<Flight> expireAll(Instant now) {
        List<Flight> over = List.copyOf(out.values());
        over.forEach(flight -> expire(flight.client(), now, "no reply"));
        return over;
    }

    /** The client is waited for no longer; its order, if it was. */
    List<Flight> expire(ClientId client, Instant now, String why) {
        Flight flight = out.get(client);
        if (flight == null) {
            return List.of();
        }
        collected.expire(client, Duration.between(flight.since(), now), why);
        land(client);
        return List.of(flight);
    }

    /** Reports on all that landed, with how long before this round they were asked. */
    List<ClientReport> reports(long round) {
        return collected.reports().stream()
                .map(report -> {
                    Flight flight = landed.get(report.client());
                    return flight == null ? report : report.asked(round - flight.round());
                })
                .toList();
    }

    @Override
    public void close() {
        collected.close();
    }
}
