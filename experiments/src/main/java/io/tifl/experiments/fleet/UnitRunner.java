package io.tifl.experiments.fleet;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.client.task.ErrorFeedback;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Does units of work. Thread-safe. Its results depend on the unit alone: what clients owe comes with their orders and goes with
 * their replies, and is kept nowhere here.
 */
final class UnitRunner {
    /** A unit of the round before may still be under way. */
    private static final int MODELS = 2;

    private final Preparation.Clients clients;
    private final PlaceReader places;
    private final Map<Place, GlobalModel> models = new LinkedHashMap<>();

    UnitRunner(Preparation.Clients clients, PlaceReader places) {
        this.clients = clients;
        this.places = places;
    }

    /**
     * @throws IOException if the model, or what a client owes, cannot be read
     * @throws InterruptedException if interrupted; the unit is not done
     * @throws OutOfMemoryError if a client's work needs more memory than there is
     */
    UnitResult run(Unit unit) throws IOException, InterruptedException {
        GlobalModel model = model(unit.model());
        List<UnitResult.Entry> entries = new ArrayList<>();
        for (Unit.Entry entry : unit.entries()) {
            entries.add(run(entry, model));
        }
        return unit.summing().isPresent() && entries.size() > 1
                ? summed(
                        unit.number(),
                        entries,
                        model.parameters().layout(),
                        unit.summing().get(),
                        clients.rule(),
                        clients.codecs()::get)
                : new UnitResult(unit.number(), entries, Optional.empty());
    }

    private UnitResult.Entry run(Unit.Entry entry, GlobalModel model) throws IOException, InterruptedException {
        TaskOrder order = entry.order().toOrder(model);
        ErrorFeedback feedback = clients.feedback();
        if (entry.owed().isPresent()) {
            Optional<Parameters> owed = Optional.of(owed(entry.owed().get()));
            feedback.take(order.id(), owed, owed);
        }
        TaskReply reply = clients.run(order);
        Optional<Parameters> left = feedback.owedAfter(order.id());
        feedback.forget(order.id());
        if (reply instanceof TaskReply.Failed failed) {
            requireOwnFault(failed);
        }
        long bytes =
                reply instanceof TaskReply.Updated updated ? updated.update().bytes() : 0;
        return new UnitResult.Entry(reply, bytes, false, left);
    }

    // What befell this process says nothing about the client: another worker may do better.
    private static void requireOwnFault(TaskReply.Failed failed) throws InterruptedException {
        switch (failed.fault()) {
            case CANCELLED -> throw new InterruptedException(failed.message());
            case RESOURCES -> throw new OutOfMemoryError(failed.message());
            case ORDER, CLIENT -> {}
        }
    }

    private Parameters owed(Place place) throws IOException, InterruptedException {
        try {
            return UnitResult.owed(ByteBuffer.wrap(places.read(place)));
        } catch (MalformedMessageException | IllegalArgumentException e) {
            throw new IOException("what a client owes cannot be read: " + e.getMessage(), e);
        }
    }

    private GlobalModel model(Place place) throws IOException, InterruptedException {
        synchronized (models) {
            GlobalModel known = models.get(place);
            if (known == null) {
                known = read(place);
                models.put(place, known);
                if (models.size() > MODELS) {
                    models.remove(models.keySet().iterator().next());
                }
            }
            return known;
        }
    }

    private GlobalModel read(Place place) throws IOException, InterruptedException {
        try {
            if (Unit.WIRE.decode(places.read(place)) instanceof WireMessage.Model(GlobalModel model)) {
                return model;
            }
        } catch (MalformedMessageException e) {
            throw new IOException("the model cannot be read: " + e.getMessage(), e);
        }
        throw new IOException("what lies at " + place + " is no model");
    }

    /**
     * The replies with what is admissible of their updates in one sum, if that takes less than the updates do; what is not is left
     * to the coordinator, which says why.
     */
    static UnitResult summed(
            long number,
            List<UnitResult.Entry> entries,
            Layout layout,
            UpdateLimits limits,
            AggregationRule rule,
            Function<String, UpdateCodec> codecs) {
        long updateBytes =
                entries.stream().mapToLong(UnitResult.Entry::updateBytes).sum();
        try (Accumulator sum = rule.open(layout, limits)) {
            OptionalLong written = sum.writtenBytes();
            if (written.isEmpty() || written.getAsLong() >= updateBytes) {
                return new UnitResult(number, entries, Optional.empty());
            }
            List<UnitResult.Entry> rest = new ArrayList<>();
            for (UnitResult.Entry entry : entries) {
                rest.add(add(sum, entry, layout, codecs));
            }
            return sum.updates() == 0
                    ? new UnitResult(number, entries, Optional.empty())
                    : new UnitResult(number, rest, Optional.of(ByteBuffer.wrap(sum.write())));
        }
    }

    private static UnitResult.Entry add(
            Accumulator sum, UnitResult.Entry entry, Layout layout, Function<String, UpdateCodec> codecs) {
        if (!(entry.reply() instanceof TaskReply.Updated updated)) {
            return entry;
        }
        EncodedUpdate update = updated.update();
        try {
            UpdateCodec codec = codecs.apply(update.codec());
            Claim claim = Claim.of(updated.id().client(), updated.examples(), updated.metrics());
            if (!sum.addEncoded(claim, codec, update)) {
                sum.add(claim, codec.decode(update, layout));
            }
        } catch (MalformedUpdateException | IllegalArgumentException e) {
            return entry;
        }
        EncodedUpdate nothing =
                new EncodedUpdate(update.codec(), update.layoutFingerprint(), MemorySegment.ofArray(new byte[0]));
        TaskReply reply = new TaskReply.Updated(updated.id(), nothing, updated.examples(), updated.metrics());
        return new UnitResult.Entry(reply, entry.updateBytes(), true, entry.owed());
    }
}
