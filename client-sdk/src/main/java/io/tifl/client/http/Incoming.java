package io.tifl.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, read as it comes: what the reader has not asked for waits at the sender. Unlike the JDK's own
 * stream it does not wait for ever on a line that went silent. Closing it early drops the connection. Read by one thread.
 */
final class Incoming extends InputStream implements HttpResponse.BodySubscriber<Incoming> {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Duration silence;
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private final Queue<ByteBuffer> arrived = new ArrayDeque<>();
    private volatile @Nullable Subscription subscription;
    private volatile boolean closed;
    private boolean ended;

    /** What the sender brings: some bytes, or the end. */
    private sealed interface Part {
        record Bytes(List<ByteBuffer> buffers) implements Part {}

        record End(@Nullable Throwable fault) implements Part {}
    }

    /** @param silence after which the line is taken to be broken */
    Incoming(Duration silence) {
        this.silence = silence;
    }

    @Override
    public CompletionStage<Incoming> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        if (closed) {
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        parts.add(new Part.Bytes(buffers));
    }

    @Override
    public void onError(Throwable fault) {
        parts.add(new Part.End(fault));
    }

    @Override
    public void onComplete() {
        parts.add(new Part.End(null));
    }

    @Override
    public int read() throws IOException {
        ByteBuffer buffer = available(1);
        return buffer.hasRemaining() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        ByteBuffer buffer = available(length);
        int count = Math.min(buffer.remaining(), length);
        buffer.get(into, offset, count);
        return count == 0 && length > 0 ? -1 : count;
    }

    // GZIPInputStream takes 0 for "another member may follow only if it is already here", which suits a body of one.
    @Override
    public int available() {
        return 0;
    }

    /** Bytes that wait to be read; none at the end, or if none are wanted. */
    private ByteBuffer available(int wanted) throws IOException {
        while (wanted > 0) {
            ByteBuffer next = arrived.peek();
            if (next == null) {
                if (ended || !await()) {
                    return NOTHING;
                }
            } else if (next.hasRemaining()) {
                return next;
            } else {
                arrived.remove();
            }
        }
        return NOTHING;
    }

    private boolean await() throws IOException {
        if (closed) {
            throw new IOException("the answer was closed");
        }
        return switch (next()) {
            case Part.Bytes(List<ByteBuffer> buffers) -> arrived(buffers);
            case Part.End(Throwable fault) -> ended(fault);
        };
    }

    private boolean arrived(List<ByteBuffer> buffers) {
        arrived.addAll(buffers);
        Subscription source = subscription;
        if (source != null) {
            source.request(1);
        }
        return true;
    }

    private boolean ended(@Nullable Throwable fault) throws IOException {
        ended = true;
        if (fault != null) {
            throw new IOException("the answer broke off: " + fault.getMessage(), fault);
        }
        return false;
    }

    private Part next() throws IOException {
        try {
            Part part = parts.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
            if (part == null) {
                close();
                throw new HttpTimeoutException("no byte of the answer came for " + silence.toSeconds() + " s");
            }
            return part;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while an answer came");
        }
    }

    @Override
    public void close() {
        closed = true;
        Subscription source = subscription;
        if (source != null && !ended) {
            source.cancel();
        }
    }
}
