package io.tifl.client.http;

import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;

/** Where a message lands while it is downloaded, piece by piece and perhaps over several attempts. Confined to one thread. */
interface Landing extends AutoCloseable {
    /** How many bytes are there, from the first on. */
    long received();

    /** Forgets what is there and makes room for a message of so many bytes, which were checked against the limits. */
    void begin(int messageBytes) throws IOException;

    /** Forgets what is there. */
    void clear() throws IOException;

    void append(byte[] bytes, int offset, int length) throws IOException;

    /** What the whole message says. */
    WireMessage decode(WireFormat format) throws IOException, MalformedMessageException;

    /** Gives up what the landing holds open; a partial message stays where it outlives the process. */
    @Override
    void close() throws IOException;

    /** In memory. */
    final class InMemory implements Landing {
        private byte[] message = new byte[0];
        private int received;

        @Override
        public long received() {
            return received;
        }

        @Override
        public void begin(int messageBytes) {
            message = new byte[messageBytes];
            received = 0;
        }

        @Override
        public void clear() {
            begin(0);
        }

        @Override
        public void append(byte[] bytes, int offset, int length) {
            System.arraycopy(bytes, offset, message, received, length);
            received += length;
        }

        @Override
        public WireMessage decode(WireFormat format) throws MalformedMessageException {
            return format.decode(message);
        }

        @Override
        public void close() {
            clear();
        }
    }
}
