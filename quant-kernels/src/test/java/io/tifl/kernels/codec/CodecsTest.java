package io.tifl.kernels.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.tifl.kernels.ExactSum;
import io.tifl.kernels.FixedPoint;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Layout.Block;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.RangeCodec;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {
    private static final Catalog<UpdateCodec> CODECS = Catalog.load("codec", UpdateCodec.class);

    @Test
    void allAreFoundByTheirPermanentNames() {
        assertThat(CODECS.names()).contains("float16", "int8", "int4", "int4-entropy", "sign", "top-k", "top-k-128");
    }

    @ParameterizedTest
    @CsvSource({
        "float16, 2.0",
        "int8, 3.84",
        "int4, 7.69",
        "int4-entropy, 7.69",
        "sign, 30",
        "top-k, 30",
        "top-k-128, 160"
    })
    void aLargeModelGetsSmallerByWhatIsPromised(String name, double factor) {
        Parameters change = gaussian(modelLayout(), 0.01f);
        double bytes = CODECS.get(name).encode(change, 1).bytes();

        assertThat(4.0 * change.size() / bytes).isGreaterThanOrEqualTo(factor);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float16", "int8", "int4", "sign"})
    void partsAreTheBitsOfTheWhole(String name) throws MalformedUpdateException {
        Layout layout = new Layout(List.of(
                new Block("W", List.of(3, 1025)),
                new Block("b", List.of(1)),
                new Block("V", List.of(512)),
                new Block("c", List.of(77))));
        RangeCodec codec = (RangeCodec) CODECS.get(name);
        EncodedUpdate update = codec.encode(gaussian(layout, 3), 5);
        MemorySegment whole = codec.decode(update, layout).values();
        RangeCodec.Ranges ranges = codec.ranges(layout);
        SplittableRandom random = new SplittableRandom(1);

        try (Arena arena = Arena.ofConfined()) {
            for (int time = 0; time < 3000; time++) {
                int from = random.nextInt(layout.size() + 1);
                int count = random.nextInt(
                        time % 2 == 0 ? layout.size() - from + 1 : Math.min(9, layout.size() - from + 1));
                long at = 4L * random.nextInt(5);
                MemorySegment memory = time % 3 == 0
                        ? MemorySegment.ofArray(new float[count + 5])
                        : arena.allocate(4L * count + 24).asSlice(time % 4);
                ranges.decode(update, from, memory.asSlice(at, 4L * count));

                assertThat(memory.asSlice(at, 4L * count).mismatch(whole.asSlice(4L * from, 4L * count)))
                        .isEqualTo(-1);
                assertThat(memory.asSlice(at + 4L * count).toArray(ValueLayout.JAVA_BYTE))
                        .containsOnly(0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"float16", "int8", "int4", "sign"})
    void partsAreRefusedWhereTheWholeIsAndWhereThereAreNone(String name) throws MalformedUpdateException {
        Layout layout = Layout.flat(700);
        RangeCodec codec = (RangeCodec) CODECS.get(name);
        RangeCodec.Ranges ranges = codec.ranges(layout);
        EncodedUpdate update = codec.encode(gaussian(layout, 1), 5);
        byte[] bytes = update.payload().toArray(ValueLayout.JAVA_BYTE);
        MemorySegment two = MemorySegment.ofArray(new float[2]);

        for (int length : new int[] {0, 1, bytes.length - 1, bytes.length + 1}) {
            EncodedUpdate cut =
                    new EncodedUpdate(name, layout.fingerprint(), MemorySegment.ofArray(Arrays.copyOf(bytes, length)));
            assertThatExceptionOfType(MalformedUpdateException.class).isThrownBy(() -> ranges.decode(cut, 0, two));
        }
        EncodedUpdate renamed = new EncodedUpdate("float32", layout.fingerprint(), update.payload());
        assertThatExceptionOfType(MalformedUpdateException.class).isThrownBy(() -> ranges.decode(renamed, 0, two));
        for (int from : new int[] {-1, 699, 700, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> ranges.decode(update, from, two));
        }
        for (int exponent = Byte.MIN_VALUE; exponent <= Byte.MAX_VALUE; exponent++) {
            bytes[0] = (byte) exponent;
            EncodedUpdate changed = new EncodedUpdate(name, layout.fingerprint(), MemorySegment.ofArray(bytes));
            assertThat(isRefused(() -> ranges.decode(changed, 600, two)))
                    .isEqualTo(isRefused(() -> codec.decode(changed, layout)));
        }
    }

    private interface Decoding {
        void run() throws MalformedUpdateException;
    }

    private static boolean isRefused(Decoding decoding) {
        try {
            decoding.run();
            return false;
        } catch (MalformedUpdateException e) {
            return true;
        }
    }

    @Test
    void entropyCodingPaysMoreTheMoreValuesAreSmall() {
        Parameters change = heavyTailed(modelLayout());

        long plain = CODECS.get("int4").encode(change, 1).bytes();
        long coded = CODECS.get("int4-entropy").encode(change, 1).bytes();

        assertThat((double) coded / plain).isLessThan(0.7);
    }

    @Test
    void entropyCodedValuesAreThoseOfInt4() throws MalformedUpdateException {
        Parameters change = heavyTailed(modelLayout());

        Parameters plain = roundTrip("int4", change, 3);

        assertThat(roundTrip("int4-entropy", change, 3)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"float16", "int8", "int4", "int4-entropy", "sign", "top-k", "top-k-128"})
    void whatIsNotFiniteIsNotHidden(String name) throws MalformedUpdateException {
        for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] values = gaussian(Layout.flat(600), 1).toArray();
            values[77] = odd;

            float[] back = roundTrip(name, Parameters.owning(Layout.flat(600), values), 1)
                    .toArray();

            assertThat(IntStream.range(0, 600).allMatch(i -> Float.isFinite(back[i])))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"float16", "int8", "int4", "int4-entropy", "sign", "top-k", "top-k-128"})
    void extremeMagnitudesNeitherFailNorTurnFiniteValuesWild(String name) throws MalformedUpdateException {
        for (float scale : new float[] {Float.MIN_VALUE, 1e-38f, 1e-30f, 1e4f}) {
            Parameters change = gaussian(Layout.flat(700), scale);

            double largest = Bounds.largest(change);

            assertThat(Bounds.largest(roundTrip(name, change, 1))).isLessThanOrEqualTo(1.1 * largest + 1e-8);
        }
        for (float scale : new float[] {1e37f, Float.MAX_VALUE}) {
            assertThat(roundTrip(name, gaussian(Layout.flat(700), scale), 1).size())
                    .isEqualTo(700);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"float16", "int8", "int4", "int4-entropy", "sign", "top-k", "top-k-128"})
    void nativeMemoryIsReadLikeArrays(String name) throws MalformedUpdateException {
        UpdateCodec codec = CODECS.get(name);
        Parameters change = heavyTailed(Layout.flat(1111));
        EncodedUpdate update = codec.encode(change, 5);
        Parameters expected = codec.decode(update, change.layout());
        Parameters decoded;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment odd = arena.allocate(update.bytes() + 1).asSlice(1);
            odd.copyFrom(update.payload());
            decoded = codec.decode(new EncodedUpdate(name, change.layout().fingerprint(), odd), change.layout());
        }

        assertThat(decoded).isEqualTo(expected);
    }

    /** Sixty thousand payloads each: bytes changed, cut, lengthened, swapped, made up. */
    @ParameterizedTest
    @ValueSource(strings = {"float16", "int8", "int4", "int4-entropy", "sign", "top-k", "top-k-128"})
    void noPayloadDoesHarm(String name) {
        UpdateCodec codec = CODECS.get(name);
        Layout layout = new Layout(List.of(new Block("W", List.of(29, 9)), new Block("b", List.of(5))));
        byte[] whole = codec.encode(heavyTailed(layout), 1).payload().toArray(ValueLayout.JAVA_BYTE);
        SplittableRandom random = new SplittableRandom(name.hashCode());
        int decoded = 0;
        for (int i = 0; i < 60_000; i++) {
            byte[] bytes = mutated(whole, random);
            try {
                EncodedUpdate update = new EncodedUpdate(name, layout.fingerprint(), MemorySegment.ofArray(bytes));
                decoded += codec.decode(update, layout).size() == layout.size() ? 1 : 0;
            } catch (MalformedUpdateException e) {
                assertThat(e.getMessage()).isNotEmpty();
            } catch (RuntimeException | Error e) {
                fail("decoding " + HexFormat.of().formatHex(bytes), e);
            }
        }
        assertThat(decoded).as("payloads that are valid all the same").isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"int8", "int4"})
    void updatesAddedAsTheyAreGiveTheBitsOfDecodedOnes(String name) throws MalformedUpdateException {
        SummableCodec codec = (SummableCodec) CODECS.get(name);
        Layout layout = modelLayout();
        FixedPoint grid = FixedPoint.fitting(1024, 1 << 20, 100);
        ExactSum apart = new ExactSum(layout.size(), grid);
        ExactSum together = new ExactSum(layout.size(), grid);
        List<EncodedUpdate> updates = new ArrayList<>();
        long[] weights = {1, 600, 3, 77, 5};
        for (int client = 0; client < weights.length; client++) {
            EncodedUpdate update = codec.encode(gaussian(layout, 0.01f * (client * client + 1)), client);
            updates.add(update);
            Parameters decoded = codec.decode(update, layout);
            assertThat(Bounds.largest(decoded)).isLessThanOrEqualTo(codec.maxMagnitude(update, layout));
            apart.add(decoded.values(), weights[client]);
        }

        codec.addTo(together, updates, layout, weights);

        assertThat(together.mean(686)).isEqualTo(apart.mean(686));
    }

    private static byte[] mutated(byte[] whole, SplittableRandom random) {
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(whole, random.nextInt(whole.length + 9));
            case 1 -> {
                byte[] noise = new byte[random.nextInt(whole.length + 9)];
                random.nextBytes(noise);
                yield noise;
            }
            case 2 -> {
                byte[] filled = whole.clone();
                int from = random.nextInt(filled.length);
                Arrays.fill(filled, from, random.nextInt(from, filled.length) + 1, (byte) random.nextInt());
                yield filled;
            }
            default -> {
                byte[] changed = whole.clone();
                for (int i = 0; i <= random.nextInt(4); i++) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                }
                yield changed;
            }
        };
    }

    private static Parameters roundTrip(String name, Parameters change, long seed) throws MalformedUpdateException {
        UpdateCodec codec = CODECS.get(name);
        return codec.decode(codec.encode(change, seed), change.layout());
    }

    static Layout modelLayout() {
        return new Layout(List.of(
                new Block("conv_W", List.of(32, 1, 5, 5)),
                new Block("conv_b", List.of(1, 32)),
                new Block("dense_W", List.of(1568, 100)),
                new Block("dense_b", List.of(1, 100)),
                new Block("out_W", List.of(100, 10)),
                new Block("out_b", List.of(1, 10))));
    }

    static Parameters gaussian(Layout layout, float scale) {
        SplittableRandom random = new SplittableRandom(layout.size());
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * Math.clamp(random.nextGaussian(), -4, 4));
        }
        return Parameters.owning(layout, values);
    }

    /** Cubes of normal numbers, as the changes of a trained model are: most of them next to nothing. */
    private static Parameters heavyTailed(Layout layout) {
        SplittableRandom random = new SplittableRandom(layout.size());
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.01 * Math.pow(random.nextGaussian(), 3));
        }
        return Parameters.owning(layout, values);
    }
}
