package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.serve.KeptConnections.Request;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One connection of {@link KeptConnections}, with at most one request at a time. Written to by whoever sends, read by one thread; its state
 * is guarded by its own lock, under which nothing of the pool is called.
 */
final class Connection {
    private final KeptConnections pool;
    private final AnswerReader reader = new AnswerReader();
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private @Nullable Request request;
    private @Nullable ByteBuffer unsent;
    private volatile boolean wasUsed;
    private boolean isOpenedAhead;
    private boolean isGone;

    Connection(KeptConnections pool) {
        this.pool = pool;
    }

    /** Begins to connect, and sends its first request as soon as it has. */
    void open(Request first) {
        synchronized (this) {
            request = first;
            unsent = pool.message(first.body);
        }
        connect();
    }

    /** Begins to connect, and rests as soon as it has. */
    void open() {
        isOpenedAhead = true;
        connect();
    }

    private void connect() {
        try {
            synchronized (this) {
                SocketChannel opened = SocketChannel.open();
                channel = opened;
                opened.configureBlocking(false);
                opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
                if (pool.server().isUnresolved()) {
                    throw new IOException("unknown host " + pool.server().getHostString());
                }
                // A connection made at once is seen as ready to be written to.
                boolean _ = opened.connect(pool.server());
            }
            pool.watch(this);
        } catch (IOException e) {
            fail(e);
        }
    }

    /** Called by the reader, which alone may register. */
    void register(Selector selector) {
        try {
            synchronized (this) {
                if (channel != null && !isGone) {
                    key = channel.register(selector, interest(channel), this);
                }
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private int interest(SocketChannel open) {
        if (!open.isConnected()) {
            return SelectionKey.OP_CONNECT;
        }
        return unsent == null && !isOpenedAhead ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
    }

    /** Sends the next request over a connection that rests. */
    void send(Request next) {
        boolean isLate = false;
        try {
            synchronized (this) {
                SocketChannel open = channel;
                if (isGone || open == null) {
                    isLate = true;
                } else {
                    request = next;
                    unsent = pool.message(next.body);
                    write(open);
                    if (unsent != null && key != null) {
                        key.interestOps(interest(open));
                        pool.wake();
                    }
                }
            }
        } catch (IOException | CancelledKeyException e) {
            lost(new IOException("the request could not be sent: " + e.getMessage(), e));
        }
        if (isLate) {
            pool.sendAgain(next);
        }
    }

    private void write(SocketChannel open) throws IOException {
        if (unsent != null) {
            open.write(unsent);
            if (!unsent.hasRemaining()) {
                unsent = null;
            }
        }
    }

    /** Does what the system says can be done. Called by the reader. */
    void ready(SelectionKey selected, ByteBuffer answers) {
        try {
            SocketChannel open = (SocketChannel) selected.channel();
            if (selected.isConnectable() || selected.isWritable()) {
                boolean rests;
                synchronized (this) {
                    boolean _ = open.finishConnect();
                    rests = isOpenedAhead;
                    isOpenedAhead = false;
                    write(open);
                    selected.interestOps(interest(open));
                }
                if (rests) {
                    pool.opened();
                    pool.rest(this);
                }
            }
            if (selected.isReadable()) {
                take(open, answers);
            }
        } catch (IOException | CancelledKeyException e) {
            lost(e instanceof IOException known ? known : new IOException("the connection is closed", e));
        }
    }

    private void take(SocketChannel open, ByteBuffer answers) throws IOException {
        answers.clear();
        int count = open.read(answers);
        answers.flip();
        HttpAnswer answer = count < 0 ? reader.end() : reader.read(answers);
        if (answers.hasRemaining()) {
            throw new IOException("the server said more than it was asked");
        }
        if (answer != null) {
            answered(count < 0 ? new HttpAnswer(answer.status(), answer.stages(), answer.body(), false) : answer);
        } else if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
    }

    private void answered(HttpAnswer answer) throws IOException {
        Request done;
        synchronized (this) {
            done = request;
            request = null;
            wasUsed = true;
        }
        if (done == null) {
            throw new IOException("the server said something though it was asked nothing");
        }
        if (answer.keeps()) {
            pool.rest(this);
        } else {
            fail(new IOException("the server closed the connection"));
        }
        done.answer.complete(answer);
    }

    /** Closes it if its request was sent before a time. */
    void failIfOlderThan(long time) {
        boolean isOld;
        synchronized (this) {
            isOld = request != null && request.since - time < 0;
        }
        if (isOld) {
            fail(new IOException("no answer in time"));
        }
    }

    /** It broke; a kept connection may have been closed by the server while a request was on its way, which is then sent again. */
    private void lost(IOException why) {
        end(why, wasUsed && !reader.hasBegun());
    }

    /** Closes it, whatever it is at. */
    void fail(IOException why) {
        end(why, false);
    }

    private void end(IOException why, boolean maySendAgain) {
        Request open;
        boolean wasAwaited;
        synchronized (this) {
            if (isGone) {
                return;
            }
            isGone = true;
            wasAwaited = isOpenedAhead;
            isOpenedAhead = false;
            open = request;
            request = null;
            close();
        }
        if (wasAwaited) {
            pool.opened();
        }
        pool.forget(this);
        if (open == null) {
            return;
        }
        if (maySendAgain && !open.wasSentAgain) {
            pool.sendAgain(open);
        } else {
            open.answer.completeExceptionally(why);
        }
    }

    private void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It is gone, and that is what was wanted.
            channel = null;
        }
    }
}
