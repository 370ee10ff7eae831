package io.tifl.protocol.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The bytes of each stage: one content has one encoding, and hostile ones are refused as such. */
final class StageMessagesTest {
    private static final int MUTATIONS = 40_000;

    private final SigningKey authority = SigningKey.fresh(new SeededRandom(1));
    private final SigningKey key = SigningKey.fresh(new SeededRandom(2));
    private final ClientId client = new ClientId("phone-17");
    private final TaskId task = new TaskId(new JobId("job"), 3, client);
    private final Certificate certificate = Certificate.issue(authority, client, key.publicKey());
    private final SecureIdentity identity = new SecureIdentity(key, certificate, authority.publicKey());
    private final RoundKeys keys = RoundKeys.sign(identity, task, new byte[32], new byte[32]);

    @FunctionalInterface
    private interface Recoding {
        byte[] of(byte[] message) throws MalformedMessageException;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Form(byte[] valid, Recoding recoding) {}

    private List<Form> forms() {
        return List.of(
                new Form(keys.encode(), message -> RoundKeys.decode(message).encode()),
                new Form(
                        new Peers(new byte[32], 2, 0, List.of(new Peers.Peer(1, keys), new Peers.Peer(2, keys)))
                                .encode(),
                        message -> Peers.decode(message).encode()),
                new Form(
                        new SealedShares(new byte[32], new TreeMap<>(Map.of(1, new byte[80], 4, new byte[80])))
                                .encode(),
                        message -> SealedShares.decode(message).encode()),
                new Form(
                        new Survivors(new TreeSet<>(Set.of(1, 5)), new TreeSet<>(Set.of(2))).encode(),
                        message -> Survivors.decode(message).encode()),
                new Form(
                        new RevealedShares(
                                        new TreeMap<>(Map.of(1, new byte[32])), new TreeMap<>(Map.of(2, new byte[32])))
                                .encode(),
                        message -> RevealedShares.decode(message).encode()));
    }

    @Test
    void whatDecodesEncodesToTheSameBytesAgain() throws Exception {
        for (Form form : forms()) {
            assertThat(form.recoding().of(form.valid())).isEqualTo(form.valid());
        }
    }

    @Test
    void mutatedMessagesAreRefusedOrEncodeToTheSameBytesAgain() {
        RandomGenerator chance = new Seed(4).generator();
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Form form = forms().get(i % 5);
            byte[] bytes = mutated(form.valid(), chance);
            try {
                assertThat(form.recoding().of(bytes)).isEqualTo(bytes);
            } catch (MalformedMessageException _) {
                refused++;
            }
        }
        assertThat(refused).isBetween(MUTATIONS / 10, MUTATIONS - 1);
    }

    private static byte[] mutated(byte[] valid, RandomGenerator chance) {
        byte[] bytes = Arrays.copyOf(valid, chance.nextInt(4) == 0 ? chance.nextInt(valid.length + 20) : valid.length);
        for (int i = chance.nextInt(4); i > 0 && bytes.length > 0; i--) {
            int at = chance.nextBoolean() ? chance.nextInt(Math.min(bytes.length, 40)) : chance.nextInt(bytes.length);
            bytes[at] = (byte) chance.nextInt();
        }
        return bytes;
    }

    @Test
    void randomBytesAreRefused() {
        RandomGenerator chance = new Seed(5).generator();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[chance.nextInt(300)];
            chance.nextBytes(bytes);
            bytes = bytes.length < 2 ? new byte[2] : bytes;
            bytes[0] = (byte) chance.nextInt(6, 256);
            byte[] message = bytes;
            assertThatThrownBy(() -> forms().get(chance.nextInt(5)).recoding().of(message))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void announcedPeersThatAreNotThereCostNothing() {
        byte[] message = new Peers(new byte[32], 2, 0, List.of()).encode();
        message[message.length - 1] = (byte) 0xff;

        assertThatThrownBy(() -> Peers.decode(message)).hasMessageContaining("announced, but only 0 bytes follow");
    }

    @Test
    void everyFieldOfSignedKeysIsBoundToItsRoundAndClient() {
        assertThat(keys.problem(task, authority.publicKey())).isEmpty();
        assertThat(keys.problem(new TaskId(task.job(), 4, client), authority.publicKey()))
                .contains("not signed");
        assertThat(keys.problem(new TaskId(new JobId("other"), 3, client), authority.publicKey()))
                .contains("not signed");
        assertThat(keys.problem(new TaskId(task.job(), 3, new ClientId("other")), authority.publicKey()))
                .contains("in the place of");
        assertThat(keys.problem(task, key.publicKey())).contains("not certified");
    }

    @Test
    void identitiesTravelAsTextAndDoNotMix() {
        SigningKey other = SigningKey.fresh(new SeededRandom(7));

        assertThat(SigningKey.fromText(key.toText()).publicKey()).isEqualTo(key.publicKey());
        assertThat(Certificate.fromText(certificate.toText()).isBy(authority.publicKey()))
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SecureIdentity(other, certificate, authority.publicKey()))
                .withMessageContaining("another key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SecureIdentity(key, certificate, other.publicKey()))
                .withMessageContaining("not by this authority");
        assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.fromText("AAAA"));
        assertThatIllegalArgumentException().isThrownBy(() -> Certificate.fromText("AAAA"));
        assertThat(identity.toString()).doesNotContain(key.toText());
    }

    /** RFC 7748, section 6.1. */
    @Test
    void agreementIsThatOfTheStandard() throws Exception {
        HexFormat hex = HexFormat.of();
        byte[] alice = hex.parseHex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        AgreementKey bob =
                AgreementKey.of(hex.parseHex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));

        assertThat(hex.formatHex(bob.agree(alice)))
                .isEqualTo("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
        assertThat(hex.formatHex(bob.publicKey()))
                .isEqualTo("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        assertThatThrownBy(() -> bob.agree(new byte[32])).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> bob.agree(new byte[31])).isInstanceOf(InvalidKeyException.class);
    }
}
