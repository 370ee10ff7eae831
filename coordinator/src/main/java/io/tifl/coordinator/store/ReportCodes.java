package io.tifl.coordinator.store;

import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Rejection;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.protocol.wire.MalformedMessageException;
import java.util.Optional;

/** The small numbers of stored reports; they stay when a Java enum is sorted anew. */
final class ReportCodes {
    static final int NOT_REJECTED = 0;

    private ReportCodes() {}

    static int of(RoundReport.Status status) {
        return switch (status) {
            case COMMITTED -> 1;
            case NO_QUORUM -> 2;
            case DIVERGED -> 3;
            case NO_CLIENTS -> 4;
            case BUDGET_SPENT -> 5;
        };
    }

    static RoundReport.Status status(int code) throws MalformedMessageException {
        return switch (code) {
            case 1 -> RoundReport.Status.COMMITTED;
            case 2 -> RoundReport.Status.NO_QUORUM;
            case 3 -> RoundReport.Status.DIVERGED;
            case 4 -> RoundReport.Status.NO_CLIENTS;
            case 5 -> RoundReport.Status.BUDGET_SPENT;
            default -> throw unknown("status", code);
        };
    }

    static int of(ClientReport.Status status) {
        return switch (status) {
            case COUNTED -> 1;
            case REJECTED -> 2;
            case TIMED_OUT -> 3;
            case NOT_NEEDED -> 4;
        };
    }

    static ClientReport.Status clientStatus(int code) throws MalformedMessageException {
        return switch (code) {
            case 1 -> ClientReport.Status.COUNTED;
            case 2 -> ClientReport.Status.REJECTED;
            case 3 -> ClientReport.Status.TIMED_OUT;
            case 4 -> ClientReport.Status.NOT_NEEDED;
            default -> throw unknown("client status", code);
        };
    }

    static int of(Rejection rejection) {
        return switch (rejection) {
            case UNKNOWN_TASK -> 1;
            case DUPLICATE -> 2;
            case FAILED -> 3;
            case NO_UPDATE -> 4;
            case WRONG_CODEC -> 5;
            case WRONG_LAYOUT -> 6;
            case MALFORMED -> 7;
            case NOT_FINITE -> 8;
            case TOO_LARGE -> 9;
            case ABSURD_WEIGHT -> 10;
            case ABSURD_CLAIM -> 11;
            case NO_SUM -> 12;
            case STALE -> 13;
        };
    }

    static Optional<Rejection> rejection(int code) throws MalformedMessageException {
        return switch (code) {
            case NOT_REJECTED -> Optional.empty();
            case 1 -> Optional.of(Rejection.UNKNOWN_TASK);
            case 2 -> Optional.of(Rejection.DUPLICATE);
            case 3 -> Optional.of(Rejection.FAILED);
            case 4 -> Optional.of(Rejection.NO_UPDATE);
            case 5 -> Optional.of(Rejection.WRONG_CODEC);
            case 6 -> Optional.of(Rejection.WRONG_LAYOUT);
            case 7 -> Optional.of(Rejection.MALFORMED);
            case 8 -> Optional.of(Rejection.NOT_FINITE);
            case 9 -> Optional.of(Rejection.TOO_LARGE);
            case 10 -> Optional.of(Rejection.ABSURD_WEIGHT);
            case 11 -> Optional.of(Rejection.ABSURD_CLAIM);
            case 12 -> Optional.of(Rejection.NO_SUM);
            case 13 -> Optional.of(Rejection.STALE);
            default -> throw unknown("rejection", code);
        };
    }

    private static MalformedMessageException unknown(String what, int code) {
        return new MalformedMessageException(what + " " + code + " is unknown");
    }
}
