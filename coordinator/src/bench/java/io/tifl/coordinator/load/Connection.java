package io.tifl.coordinator.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One connection of HTTP/1.1 that is kept alive, with a fraction of what a general client costs: ten thousand of them must
 * leave the machine to the coordinator. Confined to one thread, virtual or not.
 */
final class Connection implements AutoCloseable {
    private static final int BUFFER = 2048;
    private static final byte[] NOTHING = {};

    private final Socket socket;
    private final InputStream in;

    /** An answer; names of headers are in lower case. */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String header(String name) throws IOException {
            String value = headers.get(name);
            if (value == null) {
                throw new IOException("no " + name + ": " + text());
            }
            return value;
        }

        String text() {
            return status + " " + new String(body, StandardCharsets.UTF_8);
        }
    }

    /** @param from the address to come from: on Linux any of 127.0.0.0/8 is this machine's */
    Connection(InetSocketAddress server, InetSocketAddress from) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.bind(from);
        socket.connect(server);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    }

    /** Sends a request without a body. */
    Answer send(String method, String path, String headers) throws IOException {
        return send(method, path, headers, NOTHING, 0, 0);
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @param headers each of them ended by CR LF
     */
    Answer send(String method, String path, String headers, byte[] body, int from, int length) throws IOException {
        write(method, path, headers, body, from, length);
        Head head = head();
        return new Answer(head.status(), head.headers(), in.readNBytes((int) head.length()));
    }

    /** Fetches a body and drops it; returns how many bytes it had. */
    long drop(String path, String headers) throws IOException {
        write("GET", path, headers, NOTHING, 0, 0);
        Head head = head();
        if (head.status() != 200) {
            throw new IOException("expected 200, got " + head.status() + " for " + path);
        }
        byte[] buffer = new byte[256 << 10];
        long left = head.length();
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException(left + " bytes are missing");
            }
            left -= read;
        }
        return head.length();
    }

    private void write(String method, String path, String headers, byte[] body, int from, int length)
            throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers
                + (method.equals("GET") ? "" : "Content-Length: " + length + "\r\n") + "\r\n";
        byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
        boolean small = length <= BUFFER;
        byte[] together = small ? Arrays.copyOf(first, first.length + length) : first;
        if (small) {
            System.arraycopy(body, from, together, first.length, length);
        }
        socket.getOutputStream().write(together);
        if (!small) {
            socket.getOutputStream().write(body, from, length);
        }
    }

    private record Head(int status, Map<String, String> headers, long length) {}

    private Head head() throws IOException {
        String status = line();
        Map<String, String> headers = new HashMap<>();
        String line = line();
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            line = line();
        }
        int code = Integer.parseInt(status.substring(9, 12));
        String length = headers.get("content-length");
        if (length == null && code != 204 && code != 304) {
            throw new IOException("an answer of unknown length: " + status + " " + headers);
        }
        return new Head(code, headers, length == null ? 0 : Long.parseLong(length));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        int read = in.read();
        while (read != '\n') {
            if (read < 0) {
                throw new EOFException("the coordinator closed the connection");
            }
            if (read != '\r') {
                line.append((char) read);
            }
            read = in.read();
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
