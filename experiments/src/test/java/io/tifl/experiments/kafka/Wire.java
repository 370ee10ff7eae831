package io.tifl.experiments.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A way over TCP that can be cut: bytes then stay where they are, new connections open and say nothing, and neither side is
 * told; once mended all goes on, as TCP does after a while without a network. It can be slow, too. Thread-safe.
 */
final class Wire implements AutoCloseable {
    private static final int BUFFER = 16 << 10;

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition mended = lock.newCondition();
    private volatile InetSocketAddress target = new InetSocketAddress(0);
    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private boolean cut;

    Wire() throws IOException {
        this.server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    String bootstrap() {
        return "127.0.0.1:" + port();
    }

    void leadTo(InetSocketAddress there) {
        target = there;
    }

    /** From now on so many bytes a second pass on each connection and in each direction. */
    void slowDown(long bytes) {
        bytesPerSecond = bytes;
    }

    void cut() {
        lock.lock();
        try {
            cut = true;
        } finally {
            lock.unlock();
        }
    }

    void mend() {
        lock.lock();
        try {
            cut = false;
            mended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitMended() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (cut) {
                mended.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                sockets.add(near);
                Thread.ofVirtual().start(() -> connect(near));
            } catch (IOException _) {
                // It is closed, or the other side went at once.
            }
        }
    }

    private void connect(Socket near) {
        try (near;
                Socket far = new Socket()) {
            awaitMended();
            far.connect(target);
            sockets.add(far);
            Thread back = Thread.ofVirtual().start(() -> pump(far, near));
            pump(near, far);
            back.join();
            sockets.remove(far);
        } catch (IOException _) {
            // Nobody is there: so the near side is told.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(near);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                Thread.sleep(1000L * read / bytesPerSecond);
                awaitMended();
                out.write(buffer, 0, read);
            }
            to.shutdownOutput();
        } catch (IOException _) {
            close(from);
            close(to);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone as well.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        mend();
        sockets.forEach(Wire::close);
    }
}
