package io.tifl.aggregation.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.codec.MalformedUpdateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EachUpdateTest {
    private static final Cohort COHORT = Cohort.random(7, 101, 6);

    private static Accumulator open() {
        return new CoordinateMedian().open(COHORT.context());
    }

    private static void addAll(Accumulator accumulator) {
        IntStream.range(0, 7).forEach(client -> COHORT.addTo(accumulator, client));
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1025f, -1025f})
    void updateWithAValueThatIsNotBelievedIsRefusedAndTheOthersStay(float bad) throws Exception {
        float[] values = new float[101];
        values[100] = bad;
        Parameters change = Parameters.owning(COHORT.layout(), values);
        Float32Codec codec = new Float32Codec();
        try (Accumulator accumulator = open()) {
            addAll(accumulator);

            assertThatIllegalArgumentException().isThrownBy(() -> accumulator.add(Claim.of(1), change));
            assertThat(accumulator.addEncoded(Claim.of(1), codec, codec.encode(change, 0)))
                    .isFalse();

            assertThat(accumulator.updates()).isEqualTo(7);
            assertThat(accumulator.finish()).isEqualTo(COHORT.reducedBy(new CoordinateMedian()));
        }
    }

    @Test
    void updateOfAnotherShapeWeightOrLengthIsRefusedAndTheOthersStay() {
        Float32Codec codec = new Float32Codec();
        EncodedUpdate cut = new EncodedUpdate(
                Float32Codec.NAME, COHORT.layout().fingerprint(), MemorySegment.ofArray(new byte[400]));
        try (Accumulator accumulator = open()) {
            addAll(accumulator);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> accumulator.add(Claim.of(1), Parameters.zeros(Layout.flat(100))))
                    .withMessageContaining("parameters[101]")
                    .withMessageContaining("parameters[100]");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> accumulator.add(Claim.of(0), Parameters.zeros(COHORT.layout())));
            assertThatExceptionOfType(MalformedUpdateException.class)
                    .isThrownBy(() -> accumulator.addEncoded(Claim.of(1), codec, cut));

            assertThat(accumulator.finish()).isEqualTo(COHORT.reducedBy(new CoordinateMedian()));
        }
    }

    @Test
    void oneUpdateMoreThanTheLimitIsRefused() {
        UpdateLimits limits = UpdateLimits.forRound(7);
        try (Accumulator accumulator = new CoordinateMedian().open(RuleContext.of(COHORT.layout(), limits))) {
            addAll(accumulator);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> COHORT.addTo(accumulator, 0))
                    .withMessageContaining("at most 7");
        }
    }

    @Test
    void onlyUpdatesOfOneRuleMerge() {
        try (Accumulator accumulator = open();
                Accumulator krum = new Krum().open(COHORT.context());
                Accumulator mean = new WeightedMean().open(COHORT.context())) {
            assertThatIllegalArgumentException().isThrownBy(() -> accumulator.merge(krum));
            assertThatIllegalArgumentException().isThrownBy(() -> accumulator.merge(mean));
            assertThatIllegalArgumentException().isThrownBy(() -> accumulator.merge(accumulator));
        }
    }

    @Test
    void mergedUpdatesOutliveTheOneTheyCameFrom(@TempDir Path folder) {
        try (Accumulator whole = open()) {
            try (Accumulator part =
                    new EachUpdate(new CoordinateMedian(), COHORT.context(), 404 * 2, Spill.in(folder, 404))) {
                addAll(part);
                whole.merge(part);
                assertThat(part.finish()).isEqualTo(COHORT.reducedBy(new CoordinateMedian()));
            }

            assertThat(whole.finish()).isEqualTo(COHORT.reducedBy(new CoordinateMedian()));
        }
    }

    @Test
    void closingTwiceRemovesTheFileAndNothingElse(@TempDir Path folder) throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "stays");
        Accumulator accumulator = new EachUpdate(new CoordinateMedian(), COHORT.context(), 0, Spill.in(folder, 404));
        addAll(accumulator);

        accumulator.close();
        accumulator.close();

        assertThat(folder).isDirectoryContaining(path -> path.equals(other));
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void aFullDiskIsNamedAndTheUpdatesBeforeItStay(@TempDir Path folder) {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "needs a device that is full");
        Spill spill = new Spill(folder.toString(), () -> FileChannel.open(full, StandardOpenOption.WRITE), 404);
        try (Accumulator accumulator = new EachUpdate(new CoordinateMedian(), COHORT.context(), 404 * 3, spill)) {
            IntStream.range(0, 3).forEach(client -> COHORT.addTo(accumulator, client));

            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> COHORT.addTo(accumulator, 3))
                    .withMessageContaining("404 bytes")
                    .withMessageContaining(folder.toString())
                    .withMessageContaining("No space left");

            assertThat(accumulator.updates()).isEqualTo(3);
            assertThat(accumulator.finish().change())
                    .isEqualTo(new Cohort(COHORT.updates().subList(0, 3))
                            .reducedBy(new CoordinateMedian())
                            .change());
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamed(@TempDir Path folder) {
        Path missing = folder.resolve("missing");
        try (Accumulator accumulator =
                new EachUpdate(new CoordinateMedian(), COHORT.context(), 0, Spill.in(missing, 404))) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> COHORT.addTo(accumulator, 0))
                    .withMessageContaining("missing");
            assertThat(accumulator.updates()).isZero();
        }
    }
}
