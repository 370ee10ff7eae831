package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.protocol.task.GlobalModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A {@link ModelServer} in a process of its own: this JVM's program, class path and flags. It ends when this is closed, and by itself
 * when this process does. Thread-safe.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int LINES_KEPT = 20;

    private final Process process;
    private final ArrayDeque<String> lastLines = new ArrayDeque<>();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private ServerProcess(Process process) {
        this.process = process;
        Thread.ofVirtual().name("tifl-server-output").start(this::readOutput);
    }

    /**
     * Starts a server and waits until it listens.
     *
     * @param engines has a public constructor without arguments
     * @param trained the model of a {@link io.tifl.experiments.benchmark.spec.ModelChoice.Trained}
     * @throws IllegalArgumentException if there is no such model or engine
     * @throws IOException if it ends instead, with its last lines
     */
    public static ServerProcess start(
            Class<? extends EngineFactory> engines, BenchmarkSpec spec, Optional<GlobalModel> trained)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(engines)).redirectErrorStream(true);
        int threads = spec.server().threads();
        int cores = Runtime.getRuntime().availableProcessors();
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads == 0 ? cores : threads));
        ServerProcess server = new ServerProcess(builder.start());
        try {
            server.order(new ServerOrder(spec, trained));
            int _ = server.awaitPort();
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static List<String> command(Class<? extends EngineFactory> engines) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(ServerProcess::isForServersToo)
                .forEach(command::add);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(ServerMain.class.getName());
        command.add(engines.getName());
        return command;
    }

    /** Debuggers and probes would slow the server or fight over a port or a file. */
    private static boolean isForServersToo(String flag) {
        return !flag.startsWith("-javaagent") && !flag.startsWith("-agent") && !flag.startsWith("-Xrunjdwp");
    }

    // A process that is gone already says why in its output, not by a broken pipe.
    private void order(ServerOrder order) {
        try {
            order.write(process.getOutputStream());
        } catch (IOException e) {
            boolean _ = port.isDone();
        }
    }

    private int awaitPort() throws IOException, InterruptedException {
        try {
            return port.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the server does not listen after " + PATIENCE + output(), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw new IllegalArgumentException(refusal.getMessage(), e);
            }
            throw new IOException("the server ended with status " + process.waitFor() + output(), e);
        }
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException | NumberFormatException e) {
            keep("(its output broke off: " + e.getMessage() + ")");
        }
        port.completeExceptionally(new IOException("it is gone"));
    }

    private void take(String line) {
        if (line.startsWith(ServerMain.LISTENING)) {
            port.complete(Integer.valueOf(line.substring(ServerMain.LISTENING.length())));
        } else if (line.startsWith(ServerMain.REFUSED)) {
            port.completeExceptionally(new IllegalArgumentException(line.substring(ServerMain.REFUSED.length())));
        } else {
            keep(line);
        }
    }

    private void keep(String line) {
        synchronized (lastLines) {
            lastLines.add(line);
            if (lastLines.size() > LINES_KEPT) {
                lastLines.remove();
            }
        }
    }

    private String output() {
        synchronized (lastLines) {
            return lastLines.isEmpty() ? "; it said nothing" : "; its last lines:\n" + String.join("\n", lastLines);
        }
    }

    /** Where it answers. */
    public URI address() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port.join());
    }

    /**
     * Fails if the process has ended.
     *
     * @param patience how long to look, for one that is known to have broken connections: they end before it does
     * @throws IOException with its last lines
     */
    public void requireAlive(Duration patience) throws IOException, InterruptedException {
        if (process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new IOException("the server ended with status " + process.exitValue() + output());
        }
    }

    /** Processor time that it took so far, if the system says. */
    public Optional<Duration> processorTime() {
        return process.info().totalCpuDuration();
    }

    long pid() {
        return process.pid();
    }

    /** Closes the pipe to it, as the system does when this process ends. */
    void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Ends it and what it started; by force if it takes longer than 2 s. */
    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(GRACE.toSeconds(), TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }
}
