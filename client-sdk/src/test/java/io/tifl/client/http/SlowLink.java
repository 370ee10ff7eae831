package io.tifl.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line to a port of this machine that carries so many bytes a second towards it, and breaks again and again. */
final class SlowLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SlowLink.class);
    private static final int CHUNK = 4096;

    private final ServerSocket server;
    private final int target;
    private final long bytesPerSecond;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong carried = new AtomicLong();
    private final AtomicInteger breaks = new AtomicInteger();

    SlowLink(int target, long bytesPerSecond) throws IOException {
        this.target = target;
        this.bytesPerSecond = bytesPerSecond;
        this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        begin(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Bytes that went towards the port, headers and what was cut off included. */
    long carried() {
        return carried.get();
    }

    int breaks() {
        return breaks.get();
    }

    // Every one of these ends by an exception: when the link breaks or closes.
    private void begin(Callable<Void> carrying) {
        threads.execute(() -> {
            try {
                carrying.call();
            } catch (Exception e) {
                LOG.trace("the link broke", e);
            }
        });
    }

    private Void accept() throws IOException {
        while (true) {
            Socket near = server.accept();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(near);
            sockets.add(far);
            begin(() -> slowly(near, far));
            begin(() -> quickly(far, near));
        }
    }

    private Void slowly(Socket from, Socket to) throws IOException, InterruptedException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            long due = System.nanoTime();
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                due = Math.max(due, System.nanoTime() - 20_000_000) + count * 1_000_000_000L / bytesPerSecond;
                long early = due - System.nanoTime();
                if (early > 1_000_000) {
                    Thread.sleep(Duration.ofNanos(early));
                }
                carried.addAndGet(count);
                out.write(chunk, 0, count);
            }
            return null;
        }
    }

    private static Void quickly(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
            return null;
        }
    }

    /** From now on, the line breaks each time so much time has passed. */
    void breakEvery(Duration time) {
        begin(() -> breaking(time));
    }

    private Void breaking(Duration time) throws InterruptedException, IOException {
        while (true) {
            Thread.sleep(time);
            breaks.incrementAndGet();
            for (Socket socket : sockets) {
                socket.close();
            }
            sockets.clear();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
