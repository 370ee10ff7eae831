package io.tifl.coordinator.round;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which replies of one round count. A bad reply costs its sender this round and nobody anything else. Confined to
 * the thread that runs the round.
 */
final class Admission {
    private final Set<TaskId> open;
    private final Set<ClientId> answered = new HashSet<>();
    private final UpdateCodec codec;
    private final Layout layout;
    private final long layoutFingerprint;
    private final UpdateLimits limits;
    private final Accumulator accumulator;
    private final Appraisal appraisal;

    /** What is left of a client's claim before its update is added; may refuse it. */
    @FunctionalInterface
    interface Appraisal {
        /** @throws StaleException if the update is not wanted any more */
        Claim of(Claim claim) throws StaleException;
    }

    /** An update began with a model that has moved on too far. */
    static final class StaleException extends Exception {
        private static final long serialVersionUID = 1;

        StaleException(String message) {
            super(message);
        }
    }

    /** @param accumulator takes admitted updates as they came, where it can */
    Admission(Set<TaskId> orders, UpdateCodec codec, Layout layout, UpdateLimits limits, Accumulator accumulator) {
        this(orders, codec, layout, limits, accumulator, claim -> claim);
    }

    /** @param appraisal of each claim that could be believed */
    Admission(
            Set<TaskId> orders,
            UpdateCodec codec,
            Layout layout,
            UpdateLimits limits,
            Accumulator accumulator,
            Appraisal appraisal) {
        this.appraisal = appraisal;
        this.open = orders;
        this.codec = codec;
        this.layout = layout;
        this.layoutFingerprint = layout.fingerprint();
        this.limits = limits;
        this.accumulator = accumulator;
    }

    /** One more order went out. */
    void open(TaskId task) {
        open.add(task);
    }

    sealed interface Verdict {
        record Admitted(Claim claim, long examples, Parameters change) implements Verdict {}

        /** Admitted, and added already. */
        record Added(long examples) implements Verdict {}

        record Rejected(Rejection reason, String detail) implements Verdict {}
    }

    Verdict check(TaskReply reply) {
        if (!open.contains(reply.id())) {
            return new Verdict.Rejected(Rejection.UNKNOWN_TASK, "no open order " + reply.id());
        }
        if (!answered.add(reply.id().client())) {
            return new Verdict.Rejected(Rejection.DUPLICATE, reply.id() + " was answered before");
        }
        return switch (reply) {
            case TaskReply.Failed failed ->
                new Verdict.Rejected(Rejection.FAILED, failed.fault() + ": " + failed.message());
            case TaskReply.Measured _ ->
                new Verdict.Rejected(Rejection.NO_UPDATE, "an update was ordered, a measurement came");
            case TaskReply.Updated updated -> checkUpdate(updated);
        };
    }

    private Verdict checkUpdate(TaskReply.Updated updated) {
        if (updated.examples() < 1 || updated.examples() > limits.maxWeight()) {
            return new Verdict.Rejected(
                    Rejection.ABSURD_WEIGHT,
                    "1 to " + limits.maxWeight() + " examples are believed, got " + updated.examples());
        }
        Claim claim;
        try {
            claim = appraisal.of(Claim.of(updated.id().client(), updated.examples(), updated.metrics()));
        } catch (StaleException e) {
            return new Verdict.Rejected(Rejection.STALE, String.valueOf(e.getMessage()));
        }
        return checkUpdate(updated, claim);
    }

    private Verdict checkUpdate(TaskReply.Updated updated, Claim claim) {
        Optional<String> objection = accumulator.objection(claim);
        if (objection.isPresent()) {
            return new Verdict.Rejected(Rejection.ABSURD_CLAIM, objection.get());
        }
        EncodedUpdate update = updated.update();
        if (!update.codec().equals(codec.name())) {
            return new Verdict.Rejected(
                    Rejection.WRONG_CODEC, "codec '" + codec.name() + "' was ordered, got '" + update.codec() + "'");
        }
        if (update.layoutFingerprint() != layoutFingerprint) {
            return new Verdict.Rejected(
                    Rejection.WRONG_LAYOUT, "the update belongs to another model than " + layout.describe());
        }
        try {
            if (accumulator.addEncoded(claim, codec, update)) {
                return new Verdict.Added(updated.examples());
            }
            return checkValues(updated.examples(), claim, codec.decode(update, layout));
        } catch (MalformedUpdateException e) {
            return new Verdict.Rejected(Rejection.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private Verdict checkValues(long examples, Claim claim, Parameters change) {
        if (!change.layout().equals(layout)) {
            return new Verdict.Rejected(
                    Rejection.WRONG_LAYOUT, "got " + change.layout().describe());
        }
        double largest = largestMagnitude(change);
        if (!Double.isFinite(largest)) {
            return new Verdict.Rejected(Rejection.NOT_FINITE, "the update holds NaN or an infinite value");
        }
        if (largest > limits.maxMagnitude()) {
            return new Verdict.Rejected(
                    Rejection.TOO_LARGE, "changes up to " + limits.maxMagnitude() + " are believed, got " + largest);
        }
        return new Verdict.Admitted(claim, examples, change);
    }

    static boolean isFinite(Parameters values) {
        return Double.isFinite(largestMagnitude(values));
    }

    // Math.max hands NaN on, so one bad value makes the result non-finite.
    private static double largestMagnitude(Parameters change) {
        float largest = 0;
        int size = change.size();
        for (int i = 0; i < size; i++) {
            largest = Math.max(largest, Math.abs(change.get(i)));
        }
        return largest;
    }
}
