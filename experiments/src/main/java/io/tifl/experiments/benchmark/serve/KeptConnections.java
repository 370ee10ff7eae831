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

/**
 * Requests over HTTP/1.1 connections that are kept. Whoever sends writes to the socket itself, so that a request is under way when {@link
 * #send} returns; one thread reads all answers. A connection has one request at a time, and there are as many connections as requests
 * are open at once, up to {@value #MOST}: beyond it they line up here, which counts in their latency. Thread-safe.
 */
final class KeptConnections implements HttpSender {
    /** A program may have so many files open on most systems, and more tell nothing new. */
    static final int MOST = 4000;

    private static final int ROOM = 256 << 10;
    private static final long BETWEEN_SWEEPS_MILLIS = 500;

    private final InetSocketAddress server;
    private final byte[] head;
    private final long patience;
    private final Selector selector;
    private final Thread reader;
    private final ByteBuffer answers = ByteBuffer.allocateDirect(ROOM);
    private final Queue<Connection> beginning = new ConcurrentLinkedQueue<>();
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
        this.reader = Thread.ofPlatform().daemon().name("tifl-answers").start(this::read);
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
        if (isClosed.get()) {
            request.answer.completeExceptionally(new IOException("the connections are closed"));
        } else if (isNew) {
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

    private void read() {
        long swept = System.nanoTime();
        try {
            while (!isClosed.get()) {
                selector.select(this::handle, BETWEEN_SWEEPS_MILLIS);
                for (Connection connection = beginning.poll(); connection != null; connection = beginning.poll()) {
                    connection.register(selector);
                }
                long now = System.nanoTime();
                if (now - swept >= BETWEEN_SWEEPS_MILLIS * 1_000_000) {
                    swept = now;
                    sweep(now);
                }
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
        isClosed.set(true);
        Request[] left;
        synchronized (lock) {
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
        selector.wakeup();
        try {
            reader.join();
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
