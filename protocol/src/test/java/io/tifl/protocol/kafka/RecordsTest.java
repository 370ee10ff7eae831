package io.tifl.protocol.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written to the topics is read as it was meant, and by whom it was meant for. */
class RecordsTest {
    private static final ClientKey KEY = key(1);
    private static final ClientId ANN = new ClientId("ann");
    private static final JobId JOB = new JobId("job");

    private static ClientKey key(int fill) {
        byte[] secret = new byte[ClientKey.BYTES];
        Arrays.fill(secret, (byte) fill);
        return ClientKey.of(secret);
    }

    static Stream<Call.Ask> asks() {
        return Stream.of(
                new Call.Ask.Poll(Duration.ofMillis(1500)), new Call.Ask.Renew(JOB, 7), new Call.Ask.Goodbye());
    }

    @ParameterizedTest
    @MethodSource("asks")
    void aCallIsReadAsItWasMadeAndKnownByItsKey(Call.Ask ask) throws Exception {
        Call call = new Call(ANN, "instance", "season", 12, ask);

        Call.Signed read = Call.parse(call.encode(KEY));

        assertThat(read.call()).isEqualTo(call);
        assertThat(read.isSignedWith(KEY)).isTrue();
        assertThat(read.isSignedWith(key(2))).isFalse();
    }

    @Test
    void aCallThatWasChangedIsNotSigned() throws Exception {
        String text = new String(
                new Call(ANN, "instance", "season", 12, new Call.Ask.Goodbye()).encode(KEY), StandardCharsets.UTF_8);

        Call.Signed changed = Call.parse(text.replace("\n12\n", "\n13\n").getBytes(StandardCharsets.UTF_8));

        assertThat(changed.isSignedWith(KEY)).isFalse();
    }

    @Test
    void whatIsNoCallIsRefused() {
        for (String text : List.of(
                "",
                "tifl-call-1\n",
                "tifl-call-1\na\nb\nc\n1\nsing\nmac\n",
                "tifl-call-1\na\nb\nc\n-1\ngoodbye\nmac\n",
                "tifl-call-1\na b\nb\nc\n1\ngoodbye\nmac\n",
                "tifl-call-1\na\nb\nc\n1\npoll\n99999999\nmac\n",
                "x".repeat(5000))) {
            assertThatThrownBy(() -> Call.parse(text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    static Stream<Notice.Body> bodies() {
        return Stream.of(
                new Notice.Nothing(),
                new Notice.Receipt("known", "detail ∞"),
                new Notice.Lease(JOB, 3, "renewed"),
                new Notice.Again(4),
                new Notice.Later(Duration.ofSeconds(1)),
                new Notice.Refused("client-barred", ""));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void aNoticeIsReadByItsClientAlone(Notice.Body body) throws Exception {
        Notice notice = new Notice(2, "season", "instance", 12, body);
        byte[] sealed = notice.seal(Notice.seal(KEY), "ann");

        assertThat(Notice.open(Notice.seal(KEY), "ann", sealed)).isEqualTo(notice);
        assertThatThrownBy(() -> Notice.open(Notice.seal(key(2)), "ann", sealed))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> Notice.open(Notice.seal(KEY), "bob", sealed))
                .isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> Notice.open(Seal.of(KEY, "replies"), "ann", sealed))
                .isInstanceOf(MalformedMessageException.class);
    }

    static Stream<Optional<Seal>> sealsOfModels() {
        return Stream.of(Optional.empty(), Optional.of(Seal.random()));
    }

    @ParameterizedTest
    @MethodSource("sealsOfModels")
    void anOrderIsReadAsItWasWrittenAndChangesAreSeen(Optional<Seal> model) throws Exception {
        Notice.Order order = new Notice.Order(
                "nonce", Duration.ofSeconds(90), new ModelPlace(3, 99, "digest", 7, model), new byte[] {1, 2});
        byte[] sealed = new Notice(2, "season", "instance", 12, order).seal(Notice.seal(KEY), "ann");

        Notice.Order read =
                (Notice.Order) Notice.open(Notice.seal(KEY), "ann", sealed).body();

        assertThat(read.model()).isEqualTo(order.model());
        assertThat(read.message()).isEqualTo(order.message());
        assertThat(read.nonce() + read.lease()).isEqualTo(order.nonce() + order.lease());
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> Notice.open(Notice.seal(KEY), "ann", changed))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void piecesAreTheWhole() throws Exception {
        RandomGenerator random = new Seed(1).generator();
        for (int length : List.of(0, 1, Piece.BYTES, Piece.BYTES + 1, 3 * Piece.BYTES)) {
            byte[] message = new byte[length];
            random.nextBytes(message);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            for (Piece piece : Piece.of(message)) {
                ModelPiece read = ModelPiece.parse(new ModelPiece(JOB, 5, piece).encode());
                assertThat(read).isEqualTo(new ModelPiece(JOB, 5, piece));
                whole.write(piece.bytes(message));
            }
            assertThat(whole.toByteArray()).isEqualTo(message);
        }
    }

    @Test
    void aPieceOfAReplyIsSignedForItsTask() throws Exception {
        TaskId task = new TaskId(JOB, 4, ANN);
        Piece piece = Piece.of(new byte[] {1, 2, 3}).getFirst();
        String signature = KEY.signReply(task, "nonce", piece.digest());
        ReplyPiece sent = new ReplyPiece(task, "instance", 9, "nonce", signature, piece);

        ReplyPiece read = ReplyPiece.parse(sent.encode());

        assertThat(read).isEqualTo(sent);
        assertThat(read.isSignedWith(KEY)).isTrue();
        assertThat(new ReplyPiece(new TaskId(JOB, 5, ANN), "instance", 9, "nonce", signature, piece).isSignedWith(KEY))
                .isFalse();
    }

    @Test
    void ofASealedPieceNothingShowsAndNothingCanBeMoved() throws Exception {
        byte[] message = new byte[2 * Piece.BYTES];
        List<Piece> pieces = Piece.of(message);
        Seal seal = Seal.random();
        Parcel first = new ModelPiece(JOB, 5, pieces.getFirst())
                .parcel(pieces.getFirst().bytes(message));
        Parcel second =
                new ModelPiece(JOB, 5, pieces.getLast()).parcel(pieces.getLast().bytes(message));

        Parcel closed = first.close(seal);

        assertThat(closed.open(seal).header()).isEqualTo(first.header());
        assertThat(closed.open(seal).value()).isEqualTo(first.value());
        assertThat(new String(closed.header(), StandardCharsets.ISO_8859_1))
                .doesNotContain("tifl", "job", pieces.getFirst().digest());
        Parcel other = second.close(seal);
        for (Parcel moved : List.of(
                new Parcel(closed.key(), closed.header(), other.value()),
                new Parcel(closed.key(), other.header(), closed.value()),
                new Parcel("job/6", closed.header(), closed.value()))) {
            assertThatThrownBy(() -> moved.open(seal)).isInstanceOf(MalformedMessageException.class);
        }
        assertThatThrownBy(() -> closed.open(Seal.random())).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aSealIsHandedOverAndNeverPrinted() {
        Seal seal = Seal.random();

        assertThat(Seal.fromText(seal.toText())).isEqualTo(seal).isNotEqualTo(Seal.random());
        assertThat(new ModelPlace(0, 0, "digest", 1, Optional.of(seal)).toString())
                .doesNotContain(seal.toText());
        assertThatThrownBy(() -> Seal.fromText("AAAA")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoseReplyARecordHoldsIsInItsKey() throws Exception {
        assertThat(ReplyPiece.client(new TaskId(JOB, 4, ANN).toString())).isEqualTo(ANN);
        assertThatThrownBy(() -> ReplyPiece.client("job/4/")).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aKeyIsAlwaysInTheSamePartition() {
        assertThat(Topics.partition("ann", 12))
                .isEqualTo(Topics.partition("ann", 12))
                .isBetween(0, 11);
        assertThatThrownBy(() -> new Topics("a/b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAnnouncementIsReadAsItWasMade() throws Exception {
        Announcement announcement = new Announcement(7, "season");

        assertThat(Announcement.parse(announcement.encode())).isEqualTo(announcement);
    }
}
