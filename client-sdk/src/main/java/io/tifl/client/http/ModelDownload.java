package io.tifl.client.http;

import io.tifl.client.pace.Pace;
import io.tifl.protocol.transport.RefusedException.Advice;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * One model on its way: begun compressed if the coordinator likes, and after a break gone on with where it stopped, as long
 * as the coordinator still has the same bytes. Gives up when several attempts in a row bring nothing. Confined to one thread.
 */
final class ModelDownload {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18})");
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int PARTIAL = 206;

    private final Session session;
    private final String path;
    private final WireFormat format;
    private final int mostBytes;
    private final Landing landing;
    private final Persistence persistence;
    private final byte[] chunk = new byte[1 << 14];
    private String entityTag;
    private int expected;
    private long travelled;

    /**
     * @param mostBytes a message may have
     * @param entityTag of what has landed before; empty if nothing has, or it is not known
     */
    ModelDownload(
            Session session,
            String path,
            WireFormat format,
            int mostBytes,
            Landing landing,
            String entityTag,
            Persistence persistence) {
        this.session = session;
        this.path = path;
        this.format = format;
        this.mostBytes = mostBytes;
        this.landing = landing;
        this.entityTag = entityTag;
        this.persistence = persistence;
    }

    /** Told which representation is landing. */
    @FunctionalInterface
    interface Noting {
        void entityTag(String tag) throws IOException;
    }

    /** Downloads until the message is whole; whether it is a valid one is not looked at. */
    void run(Noting noting) throws IOException, InterruptedException {
        Pace.Failures failures = persistence.begin();
        while (true) {
            long before = landing.received();
            try {
                attempt(noting);
                return;
            } catch (HttpRefusal refusal) {
                if (refusal.status() == RANGE_NOT_SATISFIABLE) {
                    landing.clear();
                } else if (refusal.advice() != Advice.WAIT) {
                    throw refusal;
                }
                failures = persistence.again(refusal, failures, false);
            } catch (IOException e) {
                Line.requireNotInterrupted();
                failures = persistence.again(e, failures, landing.received() > before);
            }
        }
    }

    /** Bytes of bodies that came, over all attempts. */
    long travelled() {
        return travelled;
    }

    private void attempt(Noting noting) throws IOException, InterruptedException {
        // Only a strong tag says that the bytes are the same.
        if (landing.received() > 0 && !entityTag.startsWith("\"")) {
            landing.clear();
        }
        try (Answer answer = session.send(request())) {
            answer.requireMessage();
            if (answer.status() == PARTIAL) {
                requireContinuation(answer);
            } else {
                landing.clear();
                expected = 0;
                entityTag = answer.header("ETag", "");
                noting.entityTag(entityTag);
            }
            receive(decompressed(answer));
        }
    }

    private HttpRequest.Builder request() {
        HttpRequest.Builder request = session.line().request(path).GET();
        if (landing.received() == 0) {
            return request.header("Accept-Encoding", "gzip");
        }
        return request.header("Range", "bytes=" + landing.received() + "-").header("If-Range", entityTag);
    }

    private void requireContinuation(Answer answer) throws IOException {
        Matcher range = CONTENT_RANGE.matcher(answer.header("Content-Range", ""));
        boolean fits = range.matches()
                && Long.parseLong(range.group(1)) == landing.received()
                && (expected == 0 || Long.parseLong(range.group(2)) == expected)
                && answer.header("ETag", entityTag).equals(entityTag);
        if (!fits) {
            String got = answer.header("Content-Range", "nothing");
            long wanted = landing.received();
            landing.clear();
            throw new IOException(
                    "the model was to go on at byte " + wanted + ", the coordinator sent '" + got + "'; begun anew");
        }
        if (expected == 0) {
            expected = checkedLength(Long.parseLong(range.group(2)));
        }
    }

    // What landed before this process began: its header was checked then, its length is the coordinator's word now.
    private int checkedLength(long length) throws IOException {
        if (length <= landing.received() || length > mostBytes) {
            landing.clear();
            throw new IOException("the rest of the model was asked for, the coordinator says it has " + length
                    + " bytes in all; begun anew");
        }
        return (int) length;
    }

    private static InputStream decompressed(Answer answer) throws IOException {
        String encoding = answer.header("Content-Encoding", "identity").toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "identity" -> answer.body();
            case "gzip" -> new GZIPInputStream(answer.body(), 1 << 14);
            default -> throw new IOException("the model came encoded as '" + encoding + "', which nobody asked for");
        };
    }

    private void receive(InputStream body) throws IOException {
        if (landing.received() == 0) {
            begin(body);
        }
        while (true) {
            int count = body.read(chunk);
            if (count < 0) {
                break;
            }
            land(count);
        }
        if (landing.received() < expected) {
            throw new IOException(
                    "the model ended after " + landing.received() + " of " + expected + " bytes; more is fetched");
        }
    }

    private void begin(InputStream body) throws IOException {
        int count = body.readNBytes(chunk, 0, WireFormat.HEADER_BYTES);
        travelled += count;
        if (count < WireFormat.HEADER_BYTES) {
            throw new IOException("the model ended after " + count + " bytes");
        }
        try {
            expected = format.messageBytes(ByteBuffer.wrap(chunk, 0, count));
        } catch (MalformedMessageException e) {
            throw new IOException("the coordinator sent no model: " + e.getMessage(), e);
        }
        landing.begin(expected);
        landing.append(chunk, 0, count);
    }

    private void land(int count) throws IOException {
        travelled += count;
        if (count > expected - landing.received()) {
            landing.clear();
            throw new IOException("the model does not end after the " + expected + " bytes it announced");
        }
        landing.append(chunk, 0, count);
    }
}
