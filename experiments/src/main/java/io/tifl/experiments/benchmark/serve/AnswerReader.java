package io.tifl.experiments.benchmark.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers that come over one HTTP/1.1 connection, as they come (RFC 9112, sections 4 to 7). Of a body only its beginning is
 * kept, for messages. Confined to one thread.
 */
final class AnswerReader {
    private static final int LONGEST_HEAD = 64 << 10;
    private static final int KEPT = 300;
    private static final int FIRST_FINAL_STATUS = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private enum Place {
        HEAD,
        COUNTED_BODY,
        CHUNK_SIZE,
        CHUNK,
        TRAILER,
        BODY_TO_THE_END
    }

    private Place place = Place.HEAD;
    private byte[] line = new byte[512];
    private int length;
    private int status;
    private long left;
    private boolean closes;
    private String stages = "";
    private final byte[] body = new byte[KEPT];
    private int bodyLength;

    /**
     * Takes bytes up to the end of an answer.
     *
     * @return the answer, and what follows it is left in the buffer; null if all bytes are taken and it has not ended
     * @throws IOException if this is no answer
     */
    @Nullable
    HttpAnswer read(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            boolean hasEnded = switch (place) {
                case HEAD -> isWholeHead(bytes) && headEnds();
                case COUNTED_BODY -> isBodyTaken(bytes);
                case CHUNK_SIZE -> isWholeLine(bytes) && chunkBegins();
                case CHUNK -> isBodyTaken(bytes) && chunkEnds();
                case TRAILER -> isWholeLine(bytes) && trailerEnds();
                case BODY_TO_THE_END -> {
                    left = Long.MAX_VALUE;
                    yield isBodyTaken(bytes);
                }
            };
            if (hasEnded) {
                return ended();
            }
        }
        return null;
    }

    /** What has come when the connection is closed: an answer that ends there, or null if none was whole. */
    @Nullable
    HttpAnswer end() {
        return place == Place.BODY_TO_THE_END ? ended() : null;
    }

    /** Whether an answer has begun. */
    boolean hasBegun() {
        return place != Place.HEAD || length > 0;
    }

    private HttpAnswer ended() {
        HttpAnswer answer = new HttpAnswer(status, stages, Arrays.copyOf(body, bodyLength), !closes);
        place = Place.HEAD;
        length = 0;
        bodyLength = 0;
        stages = "";
        return answer;
    }

    private boolean isWholeHead(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            keep(bytes.get());
            if (line[length - 1] == '\n' && length >= 4 && line[length - 2] == '\r' && line[length - 3] == '\n') {
                return true;
            }
        }
        return false;
    }

    private boolean isWholeLine(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            keep(bytes.get());
            if (line[length - 1] == '\n') {
                return true;
            }
        }
        return false;
    }

    private void keep(byte next) throws IOException {
        if (length == LONGEST_HEAD) {
            throw new IOException("the head of an answer is longer than " + LONGEST_HEAD + " bytes");
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = next;
    }

    private boolean isBodyTaken(ByteBuffer bytes) {
        int taken = (int) Math.min(bytes.remaining(), left);
        int kept = Math.min(taken, KEPT - bodyLength);
        bytes.get(body, bodyLength, kept);
        bytes.position(bytes.position() + taken - kept);
        bodyLength += kept;
        left -= taken;
        return left == 0;
    }

    private String text() {
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        length = 0;
        return text;
    }

    /** Whether the answer ends with its head. */
    private boolean headEnds() throws IOException {
        String head = text();
        int end = head.indexOf("\r\n");
        status = status(head.substring(0, end));
        closes = head.startsWith("HTTP/1.0");
        left = -1;
        boolean isChunked = false;
        for (int from = end + 2; from < head.length() - 2; from = end + 2) {
            end = head.indexOf("\r\n", from);
            int colon = head.indexOf(':', from);
            if (colon < 0 || colon > end) {
                throw new IOException("no header: '" + head.substring(from, end) + "'");
            }
            String value = head.substring(colon + 1, end).strip();
            switch (head.substring(from, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> left = number(value, 10);
                case "transfer-encoding" ->
                    isChunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
                case "connection" -> closes = closes(value);
                case StageHeader.NAME -> stages = value;
                default -> {
                    // Nothing that matters here.
                }
            }
        }
        return bodyBegins(isChunked);
    }

    private boolean closes(String value) {
        return value.equalsIgnoreCase("close") || (closes && !value.equalsIgnoreCase("keep-alive"));
    }

    private boolean bodyBegins(boolean isChunked) {
        if (status < FIRST_FINAL_STATUS) {
            // Such as 100: the answer itself is still to come.
            return false;
        }
        if (status == NO_CONTENT || status == NOT_MODIFIED || (left == 0 && !isChunked)) {
            return true;
        }
        place = isChunked ? Place.CHUNK_SIZE : left > 0 ? Place.COUNTED_BODY : Place.BODY_TO_THE_END;
        closes |= place == Place.BODY_TO_THE_END;
        return false;
    }

    private boolean chunkBegins() throws IOException {
        String size = text().strip();
        if (size.isEmpty()) {
            // The end of the line that the last chunk is.
            return false;
        }
        int extension = size.indexOf(';');
        left = number(extension < 0 ? size : size.substring(0, extension).strip(), 16);
        place = left == 0 ? Place.TRAILER : Place.CHUNK;
        return false;
    }

    private boolean chunkEnds() {
        place = Place.CHUNK_SIZE;
        return false;
    }

    private boolean trailerEnds() {
        return text().strip().isEmpty();
    }

    private static int status(String line) throws IOException {
        // HTTP/1.1 200 OK
        boolean isStatus = line.startsWith("HTTP/1.") && line.length() >= 12 && line.charAt(8) == ' ';
        if (!isStatus) {
            throw new IOException("no answer of HTTP/1.1: '" + line.substring(0, Math.min(line.length(), 80)) + "'");
        }
        return (int) number(line.substring(9, 12), 10);
    }

    private static long number(String text, int radix) throws IOException {
        try {
            long number = Long.parseLong(text, radix);
            if (number >= 0 && text.charAt(0) != '+') {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IOException("expected a number, got '" + text + "'", e);
        }
        throw new IOException("expected a number, got '" + text + "'");
    }
}
