package io.tifl.coordinator.store;

import io.tifl.coordinator.round.Flight;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.GlobalModel;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * An order that is out as the store has it: with the version of its model in place of the model. Immutable.
 *
 * @param sinceNanos from 1970 on, so until the year 2262
 */
record FlightRow(
        ClientId client,
        long round,
        int lane,
        long sinceNanos,
        Duration patience,
        long modelVersion,
        double correction) {
    static FlightRow of(Flight flight) {
        Instant since = flight.since();
        return new FlightRow(
                flight.client(),
                flight.round(),
                flight.lane(),
                Math.addExact(TimeUnit.SECONDS.toNanos(since.getEpochSecond()), since.getNano()),
                flight.patience(),
                flight.model().version(),
                flight.correction());
    }

    static FlightRow read(Row row) throws SQLException {
        return new FlightRow(
                new ClientId(row.text("client")),
                row.number("round"),
                row.integer("lane"),
                row.number("since"),
                Duration.ofNanos(row.number("patience")),
                row.number("model_version"),
                row.real("correction"));
    }

    Flight flight(GlobalModel model) {
        return new Flight(client, round, lane, Instant.EPOCH.plusNanos(sinceNanos), patience, model, correction);
    }
}
