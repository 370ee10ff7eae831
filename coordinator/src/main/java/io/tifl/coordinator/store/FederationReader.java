package io.tifl.coordinator.store;

import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Flight;
import io.tifl.coordinator.store.Kept.PlanParts;
import io.tifl.coordinator.store.Kept.Ref;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.TierPlanFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the committed state of a federation together again. Thread-safe. */
record FederationReader(Database database, Blobs blobs) {
    /** A state, and how it is kept. */
    record Found(Federation federation, Kept kept) {}

    private record Rows(
            long round,
            Seed seed,
            Ref model,
            SortedMap<String, Ref> vectors,
            long lastPart,
            String privacy,
            List<Part> parts,
            SequencedSet<FlightRow> flights,
            Map<Long, Ref> flightModels) {
        boolean isSameAs(Rows other) {
            return round == other.round
                    && lastPart == other.lastPart
                    && flights.equals(other.flights)
                    && model.equals(other.model)
                    && vectors.equals(other.vectors);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Part(long length, Optional<byte[]> bytes, Optional<String> blob) {}

    Optional<Found> latest(JobId job) throws StoreException {
        return latest(job, rows -> found(job, rows));
    }

    /** The tiers alone. */
    Optional<TierPlan> tiers(JobId job) throws StoreException {
        return latest(job, rows -> plan(rows.parts()));
    }

    /** What the rounds have cost alone. */
    Optional<PrivacyLedger> privacy(JobId job) throws StoreException {
        Optional<String> text = database.read(transaction -> transaction.first(
                "select privacy from federation where job = ?", row -> row.text("privacy"), job.value()));
        try {
            return text.isPresent() ? Optional.of(privacy(text.get())) : Optional.empty();
        } catch (MalformedMessageException e) {
            throw database.faults().damaged("the privacy ledger of job " + job, e);
        }
    }

    @FunctionalInterface
    private interface Decoding<T> {
        T of(Rows rows) throws IOException, MalformedMessageException;
    }

    private <T> Optional<T> latest(JobId job, Decoding<T> decoding) throws StoreException {
        Optional<Rows> rows = database.read(transaction -> rows(transaction, job));
        while (rows.isPresent()) {
            try {
                return Optional.of(decoding.of(rows.get()));
            } catch (NoSuchFileException e) {
                rows = Optional.of(later(job, rows.get(), e));
            } catch (MalformedMessageException e) {
                throw database.faults().damaged("the state of job " + job, e);
            } catch (IOException e) {
                throw database.faults().of(e);
            }
        }
        return Optional.empty();
    }

    // Rows first, blobs then: whoever leads may have committed another state in between and dropped blobs of this one.
    private Rows later(JobId job, Rows before, NoSuchFileException missing) throws StoreException {
        return database.read(transaction -> rows(transaction, job))
                .filter(rows -> !rows.isSameAs(before))
                .orElseThrow(() -> database.faults().of(missing));
    }

    private static Optional<Rows> rows(Transaction transaction, JobId job) throws SQLException {
        SortedMap<String, Ref> vectors = new TreeMap<>();
        transaction.list(
                "select name, blob, length from optimizer_vector where job = ?",
                row -> vectors.put(row.text("name"), ref(row)) == null,
                job.value());
        List<Part> parts = transaction.list(
                "select length, bytes, blob from plan_part where job = ? order by change",
                row -> new Part(row.number("length"), row.bytesIfAny("bytes"), row.textIfAny("blob")),
                job.value());
        Map<Long, Ref> flightModels = new TreeMap<>();
        transaction.list(
                "select version, blob, length from model where job = ?"
                        + " and version in (select model_version from flight where job = ?)",
                row -> flightModels.put(row.number("version"), ref(row)) == null,
                job.value(),
                job.value());
        SequencedSet<FlightRow> flights = Flights.read(transaction, job);
        return transaction.first(
                "select f.round, f.seed, f.plan_change, f.privacy, m.blob, m.length from federation f"
                        + " left join model m on m.job = f.job and m.version = f.model_version where f.job = ?",
                row -> new Rows(
                        row.number("round"),
                        new Seed(row.number("seed")),
                        ref(row),
                        vectors,
                        row.number("plan_change"),
                        row.text("privacy"),
                        parts,
                        flights,
                        flightModels),
                job.value());
    }

    private static Ref ref(Row row) throws SQLException {
        return new Ref(row.text("blob"), row.number("length"));
    }

    private Found found(JobId job, Rows rows) throws IOException, MalformedMessageException {
        GlobalModel model = StoredParameters.decode(content(rows.model()));
        Map<String, Kept.Vector> vectors = new TreeMap<>();
        SortedMap<String, Parameters> state = new TreeMap<>();
        for (Map.Entry<String, Ref> entry : rows.vectors().entrySet()) {
            Parameters values = StoredParameters.decodeVector(content(entry.getValue()));
            vectors.put(entry.getKey(), new Kept.Vector(values, entry.getValue()));
            state.put(entry.getKey(), values);
        }
        TierPlan plan = plan(rows.parts());
        Federation federation = new Federation(
                job,
                rows.round(),
                model,
                new OptimizerState(state),
                plan,
                privacy(rows.privacy()),
                rows.seed(),
                flights(rows, model));
        return new Found(federation, new Kept(model, rows.model(), vectors, plan, parts(rows), rows.flights()));
    }

    /** Those that began with the same version share it. */
    private List<Flight> flights(Rows rows, GlobalModel latest) throws IOException, MalformedMessageException {
        Map<Long, GlobalModel> models = new HashMap<>(Map.of(latest.version(), latest));
        List<Flight> flights = new ArrayList<>();
        for (FlightRow flight : rows.flights()) {
            GlobalModel model = models.get(flight.modelVersion());
            if (model == null) {
                Ref blob = rows.flightModels().get(flight.modelVersion());
                if (blob == null) {
                    throw new MalformedMessageException("version " + flight.modelVersion()
                            + " of the model is not there, but an order with it is out");
                }
                model = StoredParameters.decode(content(blob));
                models.put(flight.modelVersion(), model);
            }
            flights.add(flight.flight(model));
        }
        return flights;
    }

    private static PrivacyLedger privacy(String text) throws MalformedMessageException {
        try {
            return PrivacyLedger.parse(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(String.valueOf(e.getMessage()));
        }
    }

    private TierPlan plan(List<Part> parts) throws IOException, MalformedMessageException {
        List<byte[]> contents = new ArrayList<>(parts.size());
        for (Part part : parts) {
            contents.add(
                    part.bytes().isPresent()
                            ? part.bytes().get()
                            : bytes(content(new Ref(part.blob().orElse(""), part.length()))));
        }
        return TierPlanFormat.read(contents);
    }

    private static PlanParts parts(Rows rows) {
        long all = rows.parts().stream().mapToLong(Part::length).sum();
        long whole = rows.parts().getFirst().length();
        return new PlanParts(rows.lastPart(), rows.parts().size() - 1, whole, all - whole);
    }

    private static byte[] bytes(ByteBuffer content) {
        return Content.of(content).copy(0, content.limit());
    }

    private ByteBuffer content(Ref blob) throws IOException, MalformedMessageException {
        ByteBuffer bytes = blobs.read(blob.name());
        MessageDigest sha256 = ClientKey.sha256();
        sha256.update(bytes.duplicate());
        if (!HexFormat.of().formatHex(sha256.digest()).equals(blob.name())) {
            throw new MalformedMessageException("blob " + blob.name() + " has other content than its name says");
        }
        return bytes;
    }
}
