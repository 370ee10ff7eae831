package io.tifl.protocol.kafka;

import io.tifl.protocol.JobId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.wire.MalformedMessageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What the coordinator answers one client: the value of a record of {@link Topics#orders}, sealed, so that nobody else can
 * read it although all read the topic.
 *
 * @param epoch of the coordinator's lead
 * @param season as in {@link Announcement}
 * @param instance of the client that asked
 * @param number of the call or the sending that is answered
 */
public record Notice(long epoch, String season, String instance, long number, Body body) {
    private static final int VERSION = 1;
    private static final String PURPOSE = "orders";

    /** What is said. */
    public sealed interface Body {}

    /**
     * An order.
     *
     * @param nonce to be signed with the reply
     * @param lease how long the order is the client's unless it renews
     * @param model where the model is that the order refers to
     * @param message a message of the wire format; handed over
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Order(String nonce, Duration lease, ModelPlace model, byte[] message) implements Body {}

    /** No order came in time. */
    public record Nothing() implements Body {}

    /**
     * What became of a reply.
     *
     * @param code {@code counted-once}, {@code known}, or one of docs/http-api.md
     */
    public record Receipt(String code, String detail) implements Body {}

    /**
     * What became of the wish to go on with an order.
     *
     * @param code {@code renewed}, or one of docs/http-api.md
     */
    public record Lease(JobId job, long round, String code) implements Body {}

    /** The call was not heard, since its season or its number is over: call again, with this number or a higher one. */
    public record Again(long from) implements Body {}

    /** The call was not heard, since this client asks too often: call again after a pause. */
    public record Later(Duration pause) implements Body {}

    /** The client is shut out. */
    public record Refused(String code, String detail) implements Body {}

    /** Sealed for a client. */
    public byte[] seal(Seal seal, String client) {
        return seal.close(encode(), context(client));
    }

    /** @throws MalformedMessageException if it was sealed for another, or changed on the way */
    public static Notice open(Seal seal, String client, byte[] sealed) throws MalformedMessageException {
        return decode(seal.open(sealed, context(client)));
    }

    /** What notices to a client are sealed with. */
    public static Seal seal(ClientKey key) {
        return Seal.of(key, PURPOSE);
    }

    private static byte[] context(String client) {
        return ("tifl-notice-1\n" + client + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(epoch);
            out.writeUTF(season);
            out.writeUTF(instance);
            out.writeLong(number);
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes every byte", e);
        }
        return bytes.toByteArray();
    }

    private void write(DataOutputStream out) throws IOException {
        switch (body) {
            case Order(String nonce, Duration lease, ModelPlace model, byte[] message) -> {
                out.writeByte('O');
                out.writeUTF(nonce);
                out.writeLong(lease.toMillis());
                out.writeInt(model.partition());
                out.writeLong(model.offset());
                out.writeUTF(model.digest());
                out.writeInt(model.length());
                out.writeUTF(model.seal().map(Seal::toText).orElse(""));
                out.writeInt(message.length);
                out.write(message);
            }
            case Nothing _ -> out.writeByte('N');
            case Receipt(String code, String detail) -> {
                out.writeByte('R');
                out.writeUTF(code);
                out.writeUTF(detail);
            }
            case Lease(JobId job, long round, String code) -> {
                out.writeByte('L');
                out.writeUTF(job.value());
                out.writeLong(round);
                out.writeUTF(code);
            }
            case Again(long from) -> {
                out.writeByte('A');
                out.writeLong(from);
            }
            case Later(Duration pause) -> {
                out.writeByte('W');
                out.writeLong(pause.toMillis());
            }
            case Refused(String code, String detail) -> {
                out.writeByte('X');
                out.writeUTF(code);
                out.writeUTF(detail);
            }
        }
    }

    private static Notice decode(byte[] bytes) throws MalformedMessageException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new MalformedMessageException("expected a notice of version " + VERSION + ", got " + version);
            }
            Notice notice = new Notice(in.readLong(), in.readUTF(), in.readUTF(), in.readLong(), body(in));
            if (in.available() > 0) {
                throw new MalformedMessageException("a notice has " + in.available() + " bytes too many");
            }
            return notice;
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedMessageException("no notice: " + e.getMessage());
        }
    }

    private static Body body(DataInputStream in) throws IOException, MalformedMessageException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 'O' ->
                new Order(
                        in.readUTF(),
                        Duration.ofMillis(in.readLong()),
                        new ModelPlace(
                                in.readInt(), in.readLong(), in.readUTF(), in.readInt(), modelSeal(in.readUTF())),
                        message(in));
            case 'N' -> new Nothing();
            case 'R' -> new Receipt(in.readUTF(), in.readUTF());
            case 'L' -> new Lease(new JobId(in.readUTF()), in.readLong(), in.readUTF());
            case 'A' -> new Again(in.readLong());
            case 'W' -> new Later(Duration.ofMillis(in.readLong()));
            case 'X' -> new Refused(in.readUTF(), in.readUTF());
            default -> throw new MalformedMessageException("there is no notice of kind " + kind);
        };
    }

    private static Optional<Seal> modelSeal(String key) {
        return key.isEmpty() ? Optional.empty() : Optional.of(Seal.fromText(key));
    }

    private static byte[] message(DataInputStream in) throws IOException, MalformedMessageException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new MalformedMessageException("an order of " + length + " bytes is cut short");
        }
        return in.readNBytes(length);
    }
}
