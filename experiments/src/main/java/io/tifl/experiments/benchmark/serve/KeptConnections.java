package io.tifl.experiments.benchmark.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Requests over HTTP/1.1 connections that are kept. Whoever sends writes to the socket itself, so that a request is under way when {@link
 * #send} returns; one thread reads all answers: one in the background, or whoever {@linkplain #takeOver takes over}. A connection has one request at a time, and there are as many connections as requests
 * are open at once, up to {@value #MOST}: beyond it they line up here, which counts in their latency. Thread-safe.
 */
final class KeptConnections implements HttpSender {
    /** A program may have so many files open on most systems, and more tell nothing new. */
    static final int MOST = 4000;

    private static final int ROOM = 256 << 10;
    private static final long BETWEEN_SWEEPS_MILLIS = 500;
    private static final long OPENING_NANOS = 2_000_000_000L;

    private final InetSocketAddress server;
    private final byte[] head;
    private final long patience;
    private final Selector selector;
    private final Crew crew = new Crew();
    private final ByteBuffer answers = ByteBuffer.allocateDirect(ROOM);
    private long swept = System.nanoTime();
    private final Queue<Connection> beginning = new ConcurrentLinkedQueue<>();
    private final AtomicInteger opening = new AtomicInteger();
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private final Object lock = new Object();
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private final Set<Connection> all = new HashSet<>();

    /** One request, from its sending to its answer. */
    static final class Request {
        final byte[] body;
        final long since = System.nanoTime();
        final CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        boolean wasSentAgain;

        Request(byte[] body) {
            this.body = body;
        }
    }

    /**
     * Opens nothing yet.
     *
     * @param address with the scheme http
     * @param patience how long a request may take before its connection is closed
     * @throws UncheckedIOException if the system has no more files to open
     */
    KeptConnections(URI address, String contentType, Duration patience) {
        this.server = new InetSocketAddress(address.getHost(), address.getPort() < 0 ? 80 : address.getPort());
        this.head = head(address, contentType);
        this.patience = patience.toNanos();
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        crew.start();
    }

    /** Who reads answers: a thread in the background, unless somebody took over. Its methods are confined to one thread. */
    private final class Crew {
        private @Nullable Thread reader;
        private volatile boolean isDismissed;

        void start() {
            if (reader == null) {
                isDismissed = false;
                reader = Thread.ofPlatform().daemon().name("tifl-answers").start(this::work);
            }
        }

        void dismiss() throws InterruptedException {
            isDismissed = true;
            selector.wakeup();
            if (reader != null) {
                reader.join();
                reader = null;
            }
        }

        private void work() {
            while (!isDismissed && !isClosed.get()) {
                readFor(BETWEEN_SWEEPS_MILLIS);
            }
        }
    }

    @Override
    public void takeOver(int connections) throws InterruptedException {
        crew.dismiss();
        open(connections);
        long until = System.nanoTime() + OPENING_NANOS;
        while (opening.get() > 0 && System.nanoTime() < until) {
            readFor(10);
        }
    }

    private void open(int connections) {
        for (int i = connections().length; i < Math.min(connections, MOST); i++) {
            Connection connection = new Connection(this);
            synchronized (lock) {
                all.add(connection);
            }
            opening.incrementAndGet();
            connection.open();
        }
    }

    @Override
    public void takeAnswers() {
        readFor(0);
    }

    @Override
    public void handBack() {
        crew.start();
    }

    private static byte[] head(URI address, String contentType) {
        String path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        String query = address.getRawQuery() == null ? "" : "?" + address.getRawQuery();
        return ("POST " + path + query + " HTTP/1.1\r\nHost: " + address.getRawAuthority() + "\r\nContent-Type: "
                        + contentType + "\r\nContent-Length: ")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public CompletableFuture<HttpAnswer> send(byte[] body) {
        Request request = new Request(body);
        dispatch(request);
        return request.answer;
    }

    private void dispatch(Request request) {
        Connection connection;
        boolean isNew = false;
        synchronized (lock) {
            if (isClosed.get()) {
                request.answer.completeExceptionally(new IOException("the connections are closed"));
                return;
            }
            connection = idle.pollLast();
            if (connection == null && all.size() >= MOST) {
                waiting.add(request);
                return;
            }
            if (connection == null) {
                connection = new Connection(this);
                all.add(connection);
                isNew = true;
            }
        }
        if (isNew) {
            connection.open(request);
        } else {
            connection.send(request);
        }
    }

    InetSocketAddress server() {
        return server;
    }

    /** A request as it goes over the wire. */
    ByteBuffer message(byte[] body) {
        byte[] count = Integer.toString(body.length).getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(head.length + count.length + 4 + body.length)
                .put(head)
                .put(count)
                .put((byte) '\r')
                .put((byte) '\n')
                .put((byte) '\r')
                .put((byte) '\n')
                .put(body)
                .flip();
    }

    /** A connection whose channel is open, for the reader to watch. */
    void watch(Connection connection) {
        beginning.add(connection);
        selector.wakeup();
    }

    /** Lets the reader see that a connection wants something else. */
    void wake() {
        selector.wakeup();
    }

    /** A connection that was opened ahead of any request is there, or cannot be. */
    void opened() {
        opening.decrementAndGet();
    }

    /** A connection has no request any more: it takes the next, or rests. */
    void rest(Connection connection) {
        Request next;
        synchronized (lock) {
            next = waiting.poll();
            if (next == null) {
                idle.add(connection);
            }
        }
        if (next != null) {
            connection.send(next);
        }
    }

    /** A connection is gone. */
    void forget(Connection connection) {
        Request next = null;
        synchronized (lock) {
            idle.remove(connection);
            if (all.remove(connection)) {
                next = waiting.poll();
            }
        }
        if (next != null) {
            dispatch(next);
        }
    }

    /** A request whose connection the server had closed in the meantime gets another one, once. */
    void sendAgain(Request request) {
        request.wasSentAgain = true;
        dispatch(request);
    }

    private void readFor(long millis) {
        try {
            if (millis == 0) {
                selector.selectNow(this::handle);
            } else {
                selector.select(this::handle, millis);
            }
            for (Connection connection = beginning.poll(); connection != null; connection = beginning.poll()) {
                connection.register(selector);
            }
            long now = System.nanoTime();
            if (now - swept >= BETWEEN_SWEEPS_MILLIS * 1_000_000) {
                swept = now;
                sweep(now);
            }
        } catch (IOException | ClosedSelectorException e) {
            closeAll(new IOException("answers cannot be read any more: " + e.getMessage(), e));
        }
    }

    private void handle(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            connection.ready(key, answers);
        }
    }

    private void sweep(long now) {
        for (Connection connection : connections()) {
            connection.failIfOlderThan(now - patience);
        }
    }

    private Connection[] connections() {
        synchronized (lock) {
            return all.toArray(Connection[]::new);
        }
    }

    private void closeAll(IOException why) {
        Request[] left;
        synchronized (lock) {
            isClosed.set(true);
            left = waiting.toArray(Request[]::new);
            waiting.clear();
        }
        for (Request request : left) {
            request.answer.completeExceptionally(why);
        }
        for (Connection connection : connections()) {
            connection.fail(why);
        }
    }

    @Override
    public void close() {
        closeAll(new IOException("given up"));
        try {
            crew.dismiss();
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
