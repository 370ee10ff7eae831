package io.tifl.protocol.secure;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.Sink;
import io.tifl.protocol.wire.Source;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * What an enrolment authority says of a client: this is its identity key. Devices know the authority's public key from their
 * operator, not from the coordinator, so a coordinator cannot put itself in the place of a client.
 *
 * @param identity the client's public Ed25519 key
 * @param signature by the authority, over client and key
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Certificate(ClientId client, byte[] identity, byte[] signature) {
    private static final int MAX_CLIENT_BYTES = 128;
    private static final String PURPOSE = "tifl-secure-identity-1\n";

    /** The authority's statement. */
    public static Certificate issue(SigningKey authority, ClientId client, byte[] identity) {
        return new Certificate(client, identity, authority.sign(statement(client, identity)));
    }

    /** Whether this authority made it. */
    public boolean isBy(byte[] authority) {
        return SigningKey.verifies(authority, statement(client, identity), signature);
    }

    private static byte[] statement(ClientId client, byte[] identity) {
        return Bytes.concat(Bytes.text(PURPOSE + client.value() + "\n"), identity);
    }

    void write(Sink sink) {
        sink.string(client.value(), MAX_CLIENT_BYTES);
        sink.bytes(identity);
        sink.bytes(signature);
    }

    static Certificate read(Source source) throws MalformedMessageException {
        String name = source.string("client", MAX_CLIENT_BYTES);
        try {
            return new Certificate(
                    new ClientId(name),
                    source.bytes("identity", SigningKey.BYTES),
                    source.bytes("certificate signature", SigningKey.SIGNATURE_BYTES));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("client: " + e.getMessage());
        }
    }

    int bytes() {
        return Short.BYTES + client.value().length() + SigningKey.BYTES + SigningKey.SIGNATURE_BYTES;
    }

    /** The certificate in unpadded base64url, for a file. */
    public String toText() {
        Sink.Buffer buffer = Message.buffer(bytes());
        write(buffer);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(buffer.buffer().array());
    }

    /**
     * The certificate that {@link #toText} wrote.
     *
     * @throws IllegalArgumentException if it is no such text
     */
    public static Certificate fromText(String text) {
        try {
            Source source = new Source(ByteBuffer.wrap(Base64.getUrlDecoder().decode(text)));
            Certificate certificate = read(source);
            source.requireEnd();
            return certificate;
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException("not a certificate: " + e.getMessage(), e);
        }
    }
}
