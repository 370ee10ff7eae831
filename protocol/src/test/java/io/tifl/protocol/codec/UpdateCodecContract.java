package io.tifl.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every codec must do. Extend it beside the codec's own test; it holds no opinion about how small an update gets. */
public abstract class UpdateCodecContract {
    private static final Seed SEED = new Seed(20260401);

    /** For the test of one codec. */
    public UpdateCodecContract() {}

    /** The codec under test; may be asked for more than once. */
    public abstract UpdateCodec codec();

    /** How far {@code decoded} may be from {@code change} in any one value: the bound that the codec states. */
    public abstract double bound(Parameters change);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 15, 16, 17, 31, 64, 65, 255, 256, 257, 1000, 4099})
    public void decodingGivesTheChangeBackWithinTheBound(int size) throws MalformedUpdateException {
        for (float scale : new float[] {1e-6f, 0.01f, 1f, 1e4f}) {
            Parameters change = gaussian(Layout.flat(size), scale);

            assertWithinBound(change, roundTrip(change));
        }
    }

    @Test
    public void zeroAndConstantChangesSurvive() throws MalformedUpdateException {
        for (float value : new float[] {0f, 0.125f, -3f}) {
            float[] values = new float[100];
            Arrays.fill(values, value);
            Parameters change = Parameters.owning(Layout.flat(100), values);

            assertWithinBound(change, roundTrip(change));
        }
    }

    @Test
    public void aLayoutOfManyBlocksComesBackAsItself() throws MalformedUpdateException {
        Layout layout = new Layout(List.of(
                new Layout.Block("W", List.of(13, 5)),
                new Layout.Block("b", List.of(1)),
                new Layout.Block("V", List.of(2, 3, 7))));
        Parameters change = gaussian(layout, 0.1f);

        Parameters decoded = roundTrip(change);

        assertThat(decoded.layout()).isEqualTo(layout);
        assertWithinBound(change, decoded);
    }

    @Test
    public void theSameChangeAndSeedGiveTheSameBytes() {
        Parameters change = gaussian(Layout.flat(777), 1f);

        assertThat(codec().encode(change, 42)).isEqualTo(codec().encode(change, 42));
    }

    @Test
    public void theUpdateNamesItsCodecAndLayout() {
        Parameters change = gaussian(Layout.flat(9), 1f);

        EncodedUpdate update = codec().encode(change, 1);

        assertThat(update.codec()).isEqualTo(codec().name());
        assertThat(update.layoutFingerprint()).isEqualTo(change.layout().fingerprint());
    }

    @Test
    public void anUpdateOfAnotherCodecOrLayoutIsRefused() {
        Layout layout = Layout.flat(9);
        EncodedUpdate update = codec().encode(gaussian(layout, 1f), 1);
        EncodedUpdate renamed = new EncodedUpdate("no-such-codec", update.layoutFingerprint(), update.payload());

        assertThatThrownBy(() -> codec().decode(renamed, layout)).isInstanceOf(MalformedUpdateException.class);
        assertThatThrownBy(() -> codec().decode(update, Layout.flat(10))).isInstanceOf(MalformedUpdateException.class);
    }

    @Test
    public void aPayloadCutAnywhereOrTooLongIsRefused() {
        Layout layout = Layout.flat(37);
        byte[] whole = bytes(codec().encode(gaussian(layout, 1f), 1));

        for (int length = 0; length <= whole.length + 8; length++) {
            if (length != whole.length) {
                EncodedUpdate cut = update(layout, Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> codec().decode(cut, layout))
                        .as("%d of %d bytes", cut.bytes(), whole.length)
                        .isInstanceOf(MalformedUpdateException.class);
            }
        }
    }

    @Test
    public void arbitraryBytesDecodeToTheLayoutOrAreRefused() {
        Layout layout = Layout.flat(53);
        byte[] whole = bytes(codec().encode(gaussian(layout, 1f), 1));
        RandomGenerator random = SEED.child("noise").generator();

        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = i % 2 == 0 ? whole.clone() : new byte[random.nextInt(2 * whole.length)];
            if (i % 2 == 0) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
            } else {
                random.nextBytes(bytes);
            }
            requireDecodedOrRefused(layout, bytes);
        }
    }

    @Test
    public void whatWasReceivedAsBytesIsNotReadAgainAfterDecoding() throws MalformedUpdateException {
        Layout layout = Layout.flat(64);
        byte[] received = bytes(codec().encode(gaussian(layout, 1f), 1));
        Parameters decoded = codec().decode(update(layout, received), layout);
        String before = decoded.sha256();

        Arrays.fill(received, (byte) 0x55);

        assertThat(decoded.sha256()).isEqualTo(before);
    }

    private void requireDecodedOrRefused(Layout layout, byte[] bytes) {
        try {
            assertThat(codec().decode(update(layout, bytes), layout).layout()).isEqualTo(layout);
        } catch (MalformedUpdateException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        } catch (RuntimeException | Error e) {
            fail("decoding " + HexFormat.of().formatHex(bytes), e);
        }
    }

    private Parameters roundTrip(Parameters change) throws MalformedUpdateException {
        // Through bytes, as a network would.
        return codec().decode(update(change.layout(), bytes(codec().encode(change, 7))), change.layout());
    }

    private EncodedUpdate update(Layout layout, byte[] payload) {
        return new EncodedUpdate(codec().name(), layout.fingerprint(), MemorySegment.ofArray(payload));
    }

    private static byte[] bytes(EncodedUpdate update) {
        return update.payload().toArray(ValueLayout.JAVA_BYTE);
    }

    private void assertWithinBound(Parameters change, Parameters decoded) {
        double bound = bound(change);
        for (int i = 0; i < change.size(); i++) {
            double error = Math.abs((double) decoded.get(i) - change.get(i));
            if (!(error <= bound)) {
                fail("value %d: %s came back as %s, the bound is %s"
                        .formatted(i, change.get(i), decoded.get(i), bound));
            }
        }
    }

    private static Parameters gaussian(Layout layout, float scale) {
        RandomGenerator random = SEED.child("change").child(layout.size()).generator();
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return Parameters.owning(layout, values);
    }
}
