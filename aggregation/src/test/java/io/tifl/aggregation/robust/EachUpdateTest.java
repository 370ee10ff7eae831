package io.tifl.aggregation.robust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.kernels.codec.Int8Codec;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.codec.MalformedUpdateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
                    new EachUpdate(new CoordinateMedian(), COHORT.context(), 404 * 2, Spill.in(folder))) {
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
        Accumulator accumulator = new EachUpdate(new CoordinateMedian(), COHORT.context(), 0, Spill.in(folder));
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
        Spill spill = new Spill(folder.toString(), () -> FileChannel.open(full, StandardOpenOption.WRITE));
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

    private static EncodedUpdate int8(int client) {
        return new Int8Codec().encode(COHORT.updates().get(client), 0);
    }

    private static void addEncoded(Accumulator accumulator, int client) throws MalformedUpdateException {
        assertThat(accumulator.addEncoded(Cohort.claim(client), new Int8Codec(), int8(client)))
                .isTrue();
    }

    private static Aggregate medianOfDecoded(int clients) throws MalformedUpdateException {
        return new Cohort(COHORT.updates().subList(0, clients))
                .decodedFrom(new Int8Codec())
                .reducedBy(new CoordinateMedian());
    }

    @Test
    void updatesPutAsideTakeAsManyBytesAsTheyCameWith(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("aside");
        Spill spill = new Spill(
                folder.toString(),
                () -> FileChannel.open(
                        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        long bytes = int8(0).bytes();
        try (Accumulator accumulator = new EachUpdate(new CoordinateMedian(), COHORT.context(), 2 * bytes, spill)) {
            for (int client = 0; client < 7; client++) {
                addEncoded(accumulator, client);
            }

            assertThat(accumulator.finish()).isEqualTo(medianOfDecoded(7));
            assertThat(path).hasSize(5 * bytes);
        }
    }

    @Test
    void aFullDiskKeepsTheEncodedUpdatesBeforeItAndTheOneThatTheyWereToMergeInto(@TempDir Path folder)
            throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "needs a device that is full");
        Spill spill = new Spill(folder.toString(), () -> FileChannel.open(full, StandardOpenOption.WRITE));
        long bytes = int8(0).bytes();
        try (Accumulator accumulator = new EachUpdate(new CoordinateMedian(), COHORT.context(), 4 * bytes, spill);
                Accumulator more = open()) {
            for (int client = 0; client < 3; client++) {
                addEncoded(accumulator, client);
            }
            for (int client = 3; client < 6; client++) {
                addEncoded(more, client);
            }

            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> accumulator.merge(more))
                    .withMessageContaining(bytes + " bytes");
            assertThat(accumulator.updates()).isEqualTo(3);
            assertThat(accumulator.finish()).isEqualTo(medianOfDecoded(3));

            addEncoded(accumulator, 3);
            assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> addEncoded(accumulator, 4));
            assertThat(accumulator.finish()).isEqualTo(medianOfDecoded(4));
        }
    }

    @Test
    void updateWhoseGridReachesTooFarIsBelievedOnlyIfItsValuesDoNot(@TempDir Path folder) throws Exception {
        Int8Codec codec = new Int8Codec();
        byte[] codes = new byte[Math.toIntExact(int8(0).bytes())];
        MemorySegment payload = MemorySegment.ofArray(codes);
        EncodedUpdate update = new EncodedUpdate(Int8Codec.NAME, COHORT.layout().fingerprint(), payload);
        try (Accumulator accumulator = new EachUpdate(new CoordinateMedian(), COHORT.context(), 0, Spill.in(folder))) {
            for (float scale : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1e30f}) {
                payload.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 101, scale);
                codes[50] = 1;
                assertThat(accumulator.addEncoded(Claim.of(1), codec, update)).isFalse();
            }
            assertThat(accumulator.updates()).isZero();

            codes[50] = 0;
            assertThat(accumulator.addEncoded(Claim.of(1), codec, update)).isTrue();
            assertThat(accumulator.finish().change()).isEqualTo(Parameters.zeros(COHORT.layout()));
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamed(@TempDir Path folder) {
        Path missing = folder.resolve("missing");
        try (Accumulator accumulator = new EachUpdate(new CoordinateMedian(), COHORT.context(), 0, Spill.in(missing))) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> COHORT.addTo(accumulator, 0))
                    .withMessageContaining("missing");
            assertThat(accumulator.updates()).isZero();
        }
    }
}
