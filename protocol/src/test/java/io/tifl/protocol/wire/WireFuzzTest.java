package io.tifl.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.tifl.protocol.Seed;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Hostile bytes: nothing but a message or a {@link MalformedMessageException} comes out, at a bounded price. */
final class WireFuzzTest {
    private static final int MUTATIONS = 300_000;

    private final WireFormat format = new WireFormat(WireLimits.defaults());
    private final List<byte[]> valid =
            Messages.all().values().stream().map(format::encode).toList();

    @Test
    void randomBytesAreRefused() {
        RandomGenerator random = new Seed(1).generator();
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);

            assertThat(decodes(bytes)).isFalse();
        }
    }

    @Test
    void randomBodiesInAValidEnvelopeDoNoHarm() {
        RandomGenerator random = new Seed(2).generator();
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[Envelope.HEADER_BYTES + Envelope.TRAILER_BYTES + random.nextInt(200)];
            random.nextBytes(bytes);
            System.arraycopy(valid.getFirst(), 0, bytes, 0, Envelope.HEADER_BYTES);
            bytes[6] = (byte) (1 + random.nextInt(5));

            decodes(Messages.sealed(bytes));
        }
    }

    @Test
    void mutatedMessagesAreRefusedOrEncodeToTheSameBytesAgain() throws MalformedMessageException {
        RandomGenerator random = new Seed(3).generator();
        int accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = Messages.sealed(mutated(valid.get(i % valid.size()), random));
            if (decodes(bytes)) {
                accepted++;
                assertThat(format.encode(format.decode(bytes))).isEqualTo(bytes);
            }
        }

        // Mutations of values are valid messages, mutations of structure are not: both kinds were met.
        assertThat(accepted).isBetween(MUTATIONS / 100, MUTATIONS * 99 / 100);
    }

    @Test
    void mutationsThatNobodySealsAreSeenByTheChecksum() {
        RandomGenerator random = new Seed(4).generator();
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = valid.get(i % valid.size()).clone();
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));

            assertThat(decodes(bytes)).isFalse();
        }
    }

    @Test
    void aMessageCutAnywhereIsRefusedSealedOrNot() {
        for (byte[] whole : valid) {
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThat(decodes(cut)).isFalse();
                if (length >= Envelope.HEADER_BYTES + Envelope.TRAILER_BYTES) {
                    assertThat(decodes(Messages.sealed(cut)))
                            .as("%d bytes", length)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void hugeLengthsAtAnyPlaceCostNoMemory() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (byte[] whole : valid) {
            for (int at = Envelope.HEADER_BYTES; at < whole.length - Envelope.TRAILER_BYTES - 8; at++) {
                for (long huge : new long[] {-1, Long.MAX_VALUE, 0x7fffffff, 0xffffffffL, 0xfffffff7_7ffffff7L}) {
                    byte[] bytes = whole.clone();
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(at, huge);
                    byte[] sealed = Messages.sealed(bytes);

                    long before = threads.getCurrentThreadAllocatedBytes();
                    decodes(sealed);
                    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

                    assertThat(allocated).as("%d at %d", huge, at).isLessThan(1 << 20);
                }
            }
        }
    }

    @Test
    void aModelThatAnnouncesMoreValuesThanItBringsIsRefusedBeforeTheyAreAllocated() {
        byte[] bytes = format.encode(Messages.named("model"));
        int dimension = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("W") + 2;
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(dimension, 600_000_000);

        assertThatThrownBy(() -> format.decode(Messages.sealed(bytes)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("parameters: 32 bytes for 1800000002 values");
    }

    private boolean decodes(byte[] bytes) {
        try {
            format.decode(bytes);
            return true;
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("decoding " + HexFormat.of().formatHex(bytes), e);
        }
    }

    private static byte[] mutated(byte[] whole, RandomGenerator random) {
        byte[] bytes = switch (random.nextInt(4)) {
            case 0 -> resized(whole, random);
            default -> whole.clone();
        };
        int body = bytes.length - Envelope.HEADER_BYTES - Envelope.TRAILER_BYTES;
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[Envelope.HEADER_BYTES + random.nextInt(body)] = (byte) random.nextInt();
        }
        return bytes;
    }

    // Takes a few bytes out of the body, or puts some in.
    private static byte[] resized(byte[] whole, RandomGenerator random) {
        int from = Envelope.HEADER_BYTES
                + random.nextInt(whole.length - Envelope.HEADER_BYTES - Envelope.TRAILER_BYTES - 8);
        int change = random.nextInt(-8, 9);
        byte[] bytes = new byte[whole.length + change];
        System.arraycopy(whole, 0, bytes, 0, from);
        int kept = whole.length - from - Math.max(0, -change);
        System.arraycopy(whole, whole.length - kept, bytes, bytes.length - kept, kept);
        return bytes;
    }
}
