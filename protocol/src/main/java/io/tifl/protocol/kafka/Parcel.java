package io.tifl.protocol.kafka;

import io.tifl.protocol.wire.MalformedMessageException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A piece of a message as a record of a topic holds it: as it is, or sealed. Of a sealed one nothing shows but key and size.
 * Its header is bound to the record's key, and its bytes to the header, and so to the message, their index and their count:
 * nothing can be changed, exchanged or put in another place unnoticed.
 *
 * @param header what the record's header says, which is named by whether it is sealed
 * @param value bytes of the piece
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Parcel(String key, byte[] header, byte[] value) {
    private static final String OF_HEADER = "tifl-sealed-header-1\n";
    private static final String OF_BYTES = "tifl-sealed-piece-1\n";

    /** Closed, header and bytes. */
    public Parcel close(Seal seal) {
        return new Parcel(key, seal.close(header, ofHeader()), seal.close(value, ofBytes(header)));
    }

    /** @throws MalformedMessageException if it was sealed with another key or for another record, or changed since */
    public Parcel open(Seal seal) throws MalformedMessageException {
        byte[] opened = seal.open(header, ofHeader());
        return new Parcel(key, opened, seal.open(value, ofBytes(opened)));
    }

    private byte[] ofHeader() {
        return (OF_HEADER + key + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ofBytes(byte[] header) {
        ByteArrayOutputStream context = new ByteArrayOutputStream();
        context.writeBytes(OF_BYTES.getBytes(StandardCharsets.UTF_8));
        context.writeBytes(header);
        return context.toByteArray();
    }
}
