package io.tifl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.coordinator.round.AccuracySpread;
import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Rejection;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.round.Toll;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.wire.Frame;
import io.tifl.protocol.wire.MalformedMessageException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ReportFormatTest {
    @Test
    void aReportIsReadAsItWasWritten() throws Exception {
        RoundReport report = Samples.report(3, 4);

        assertThat(ReportFormat.decode(ReportFormat.encode(report))).isEqualTo(report);
    }

    @ParameterizedTest
    @EnumSource
    void everyStatusIsKept(RoundReport.Status status) throws Exception {
        RoundReport report = new RoundReport(
                0, 0, status, OptionalInt.empty(), Instant.MIN, Duration.ZERO, List.of(), Optional.empty());

        assertThat(ReportFormat.decode(ReportFormat.encode(report))).isEqualTo(report);
    }

    @ParameterizedTest
    @EnumSource
    void everyStatusOfAClientIsKept(ClientReport.Status status) throws Exception {
        assertKept(status, Optional.empty(), "");
    }

    @ParameterizedTest
    @EnumSource
    void everyRejectionIsKept(Rejection rejection) throws Exception {
        assertKept(ClientReport.Status.REJECTED, Optional.of(rejection), "why");
    }

    private static void assertKept(ClientReport.Status status, Optional<Rejection> rejection, String detail)
            throws Exception {
        RoundReport report = of(status, rejection, detail);

        assertThat(ReportFormat.decode(ReportFormat.encode(report))).isEqualTo(report);
    }

    private static RoundReport of(ClientReport.Status status, Optional<Rejection> rejection, String detail) {
        ClientReport client = new ClientReport(
                Samples.client(1), status, Optional.empty(), -1, 1L << 40, Metrics.none(), rejection, detail);
        return new RoundReport(
                1,
                1,
                RoundReport.Status.COMMITTED,
                OptionalInt.of(0),
                Samples.STARTED,
                Duration.ZERO,
                List.of(client),
                Optional.empty());
    }

    private static RoundReport evaluated(SortedMap<String, AccuracySpread> clients) {
        return new RoundReport(
                1,
                1,
                RoundReport.Status.COMMITTED,
                OptionalInt.of(0),
                Samples.STARTED,
                Duration.ZERO,
                List.of(),
                Optional.of(new Evaluated(0.5, 1, List.of(OptionalDouble.of(0.25)), clients)));
    }

    private static final SortedMap<String, AccuracySpread> SPREADS = new TreeMap<>(Map.of(
            "global", AccuracySpread.of(List.of(0.1, 0.3, 0.4, 0.8, 0.9)),
            "ditto", AccuracySpread.of(List.of(1.0))));

    @Test
    void accuracyClientByClientIsKept() throws Exception {
        RoundReport report = evaluated(SPREADS);

        assertThat(ReportFormat.decode(ReportFormat.encode(report))).isEqualTo(report);
        assertThat(ReportFormat.encode(report).length)
                .isEqualTo(ReportFormat.encode(evaluated(new TreeMap<>())).length
                        + 4
                        + 2 * (2 + 4 + 9 * 8)
                        + "global".length()
                        + "ditto".length());
    }

    @Test
    void whatAQueryCostIsKeptWhetherTheModelWasEvaluatedOrNot() throws Exception {
        Optional<Toll> query = Optional.of(new Toll(20, 17, Duration.ofMillis(1500), 1L << 40, 1234));
        for (Optional<Evaluated> evaluated : List.of(
                Optional.<Evaluated>empty(),
                evaluated(new TreeMap<>()).evaluated(),
                evaluated(SPREADS).evaluated())) {
            RoundReport report = new RoundReport(
                    1,
                    1,
                    RoundReport.Status.COMMITTED,
                    OptionalInt.empty(),
                    Samples.STARTED,
                    Duration.ofSeconds(3),
                    List.of(),
                    evaluated,
                    query);

            assertThat(ReportFormat.decode(ReportFormat.encode(report))).isEqualTo(report);
        }
    }

    @Test
    void howManyRoundsBeforeAClientWasAskedIsKeptAlsoWithAQuery() throws Exception {
        RoundReport late = Samples.late(7, 1, 3);
        RoundReport withQuery = new RoundReport(
                late.round(),
                late.modelVersion(),
                late.status(),
                late.tier(),
                late.started(),
                late.elapsed(),
                late.clients(),
                evaluated(SPREADS).evaluated(),
                Optional.of(new Toll(20, 17, Duration.ofMillis(1500), 1L << 40, 1234)));

        for (RoundReport report : List.of(late, withQuery)) {
            assertThat(ReportFormat.decode(ReportFormat.encode(report))).isEqualTo(report);
        }
    }

    @Test
    void aLongDetailIsCut() throws Exception {
        RoundReport report = of(ClientReport.Status.REJECTED, Optional.empty(), "x".repeat(4095) + "\ud83d\ude00");

        String kept = ReportFormat.decode(ReportFormat.encode(report))
                .clients()
                .getFirst()
                .detail();

        assertThat(kept).isEqualTo("x".repeat(4095) + "?");
    }

    @Test
    void theBytesStayWhatTheyWere() throws Exception {
        try (InputStream file = ReportFormatTest.class.getResourceAsStream("/golden/round-report-v1.bin")) {
            byte[] golden = Objects.requireNonNull(file).readAllBytes();

            assertThat(ReportFormat.encode(Samples.report(3, 4))).isEqualTo(golden);
            assertThat(ReportFormat.decode(golden)).isEqualTo(Samples.report(3, 4));
        }
    }

    @Test
    void whateverTheBytesAreTheyYieldAReportOrAClearError() {
        yieldsAReportOrAClearError(Samples.report(3, 4));
        yieldsAReportOrAClearError(Samples.late(7, 1, 3));
    }

    private static void yieldsAReportOrAClearError(RoundReport report) {
        byte[] sealed = ReportFormat.encode(report);
        RandomGenerator random = new Seed(5).generator();

        for (int i = 0; i < 20_000; i++) {
            byte[] body = Arrays.copyOfRange(sealed, 16, sealed.length - 4);
            body[random.nextInt(body.length)] = (byte) random.nextInt();
            byte[] kept = Arrays.copyOf(body, random.nextInt(3) == 0 ? random.nextInt(body.length) : body.length);
            byte[] damaged = new Frame("TIFR", 1).seal(sink -> sink.bytes(kept));
            try {
                assertThat(ReportFormat.decode(damaged).clients()).isNotNull();
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void damageIsNoticed() {
        byte[] sealed = ReportFormat.encode(Samples.report(3, 4));
        for (int i = 0; i < sealed.length; i++) {
            byte[] damaged = sealed.clone();
            damaged[i] ^= 1;

            assertThatThrownBy(() -> ReportFormat.decode(damaged)).isInstanceOf(MalformedMessageException.class);
        }
    }
}
