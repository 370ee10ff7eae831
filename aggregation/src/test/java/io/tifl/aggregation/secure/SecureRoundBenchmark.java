package io.tifl.aggregation.secure;

import com.sun.management.OperatingSystemMXBean;
import io.tifl.aggregation.secure.Strength.Server;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.secure.Ring;
import io.tifl.protocol.secure.SecureTerms;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What one round of secure aggregation costs the coordinator: 1,000 real clients, 1,000,000 parameters, of which 30 % vanish
 * once they have shared their secrets, which is when they cost most. The sum is checked. Beside it, what AES in counter mode
 * alone would take for the key streams that have to be made.
 *
 * <p>{@code ./mvnw -Pbench -pl aggregation -am test -Dbench=NONE -Dsecure.bench.skip=false} runs it, about ten minutes on two
 * cores, of which most is the clients' own work.
 */
public final class SecureRoundBenchmark {
    private static final int PARAMETERS = 1_000_000;
    private static final int CLIENTS = 1000;
    private static final double VANISH = 0.3;
    private static final OperatingSystemMXBean CPU = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final ExecutorService workers;
    private final int threads;
    private long serverNanos;
    private long serverCpuNanos;

    private SecureRoundBenchmark(ExecutorService workers, int threads) {
        this.workers = workers;
        this.threads = threads;
    }

    /** Runs 32 and 64 bits against a curious coordinator, and what the arguments ask for: bits, server, clients. */
    public static void main(String[] arguments) throws Exception {
        int threads = Runtime.getRuntime().availableProcessors();
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            SecureRoundBenchmark benchmark = new SecureRoundBenchmark(workers, threads);
            double limit = benchmark.keyStream();
            report("AES-128-CTR, %d threads: %.1f GB/s", threads, limit / 1e9);
            if (arguments.length > 0) {
                benchmark.run(
                        Ring.ofBits(Integer.parseInt(arguments[0])),
                        Server.valueOf(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        limit);
                return;
            }
            benchmark.run(Ring.BITS_32, Server.CURIOUS, CLIENTS, limit);
            benchmark.run(Ring.BITS_64, Server.CURIOUS, CLIENTS, limit);
        }
    }

    /** Bytes of key stream per second, of all threads together, over stretches that stay in a core's cache. */
    private double keyStream() throws Exception {
        double best = 0;
        for (int trial = 0; trial < 5; trial++) {
            long began = System.nanoTime();
            List<Callable<Long>> work = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                work.add(SecureRoundBenchmark::stream);
            }
            long bytes = 0;
            for (Future<Long> future : workers.invokeAll(work)) {
                bytes += future.get();
            }
            best = Math.max(best, bytes / ((System.nanoTime() - began) / 1e9));
        }
        return best;
    }

    private static long stream() throws GeneralSecurityException {
        byte[] zeros = new byte[16 << 10];
        byte[] out = new byte[zeros.length];
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[16], "AES"), new IvParameterSpec(new byte[16]));
        long bytes = 0;
        while (bytes < 4L << 30) {
            bytes += cipher.update(zeros, 0, zeros.length, out, 0);
        }
        return bytes;
    }

    private void run(Ring ring, Server server, int clients, double limit) throws Exception {
        SecureTerms terms = new SecureTerms(ring, 4, ring == Ring.BITS_64 ? 1 << 20 : 1, CLIENTS);
        Strength strength = new Strength(server == Server.CURIOUS ? 0.1 : 0.05, VANISH, server);
        Strength.Degree degree = strength.degree(clients);
        Crew crew = new Crew(clients, 1, terms, false, 1);
        Crew inputs = new Crew(1, PARAMETERS, terms, false, 2);
        ClientId model = inputs.clients().getFirst();
        long[] input = terms.encode(inputs.change(model), 1);
        SecureRound round = new SecureRound(
                terms, strength, Crew.JOB, Crew.ROUND, crew.authority.publicKey(), new Seed(1), inputs.layout);
        Set<ClientId> gone = new HashSet<>(crew.drawn(VANISH, "gone"));
        serverNanos = 0;
        serverCpuNanos = 0;

        for (Map.Entry<ClientId, byte[]> keys :
                asked(crew.clients(), client -> crew.participant(client).keys())) {
            timed(() -> {
                round.keys(keys.getKey(), keys.getValue());
                return true;
            });
        }
        SequencedMap<ClientId, byte[]> peers = timed(round::peers);
        for (Map.Entry<ClientId, byte[]> shares :
                asked(crew.clients(), client -> crew.participant(client).share(Crew.of(peers, client)))) {
            timed(() -> {
                round.shares(shares.getKey(), shares.getValue());
                return true;
            });
        }
        SequencedMap<ClientId, byte[]> deliveries = timed(round::deliveries);
        List<ClientId> staying = new ArrayList<>(crew.clients());
        staying.removeAll(gone);
        for (int from = 0; from < staying.size(); from += 2 * threads) {
            List<ClientId> some = staying.subList(from, Math.min(from + 2 * threads, staying.size()));
            for (Map.Entry<ClientId, MemorySegment> masked : asked(some, client -> {
                long[] own = input.clone();
                crew.participant(client).mask(Crew.of(deliveries, client), ring, own);
                return Crew.bytes(own);
            })) {
                timed(() -> {
                    round.masked(masked.getKey(), masked.getValue());
                    return true;
                });
            }
        }
        double before = serverNanos / 1e9;
        SequencedMap<ClientId, byte[]> survivors = timed(round::survivors);
        for (Map.Entry<ClientId, byte[]> shares : asked(
                new ArrayList<>(survivors.keySet()),
                client -> crew.participant(client).reveal(Crew.of(survivors, client)))) {
            timed(() -> {
                round.revealed(shares.getKey(), shares.getValue());
                return true;
            });
        }
        SecureSum sum = timed(() -> round.finish(threads));
        var _ = timed(sum::aggregate);

        for (int i = 0; i < PARAMETERS; i++) {
            if (sum.steps(i) != staying.size() * ring.get(input, i)) {
                throw new IllegalStateException("the sum is wrong at " + i);
            }
        }
        double streams = streams(crew, round, gone, degree) * Long.BYTES * terms.words(PARAMETERS);
        report(
                "%s, %s coordinator: %d clients, %d of them vanish, %d peers, threshold %d; server %.1f s, of processors %.1f s (%.1f s "
                        + "until all masked inputs were in); %.0f GB of key streams, by AES-CTR alone %.1f s",
                ring,
                server,
                clients,
                gone.size(),
                degree.peers(),
                degree.threshold(),
                serverNanos / 1e9,
                serverCpuNanos / 1e9,
                before,
                streams / 1e9,
                streams / limit);
    }

    private static double streams(Crew crew, SecureRound round, Set<ClientId> gone, Strength.Degree degree) {
        List<ClientId> clients = crew.clients();
        MaskingGraph graph = new MaskingGraph(clients.size(), degree.peers(), new Seed(1));
        long streams = round.counted();
        for (ClientId dropOut : gone) {
            for (int peer : graph.peers(clients.indexOf(dropOut))) {
                streams += gone.contains(clients.get(peer)) ? 0 : 1;
            }
        }
        return streams;
    }

    @FunctionalInterface
    private interface Asked<T> {
        T of(ClientId client) throws Exception;
    }

    private <T> List<Map.Entry<ClientId, T>> asked(List<ClientId> clients, Asked<T> work) throws Exception {
        List<Callable<Map.Entry<ClientId, T>>> all = new ArrayList<>();
        clients.forEach(client -> all.add(() -> Map.entry(client, work.of(client))));
        List<Map.Entry<ClientId, T>> answers = new ArrayList<>();
        for (Future<Map.Entry<ClientId, T>> future : workers.invokeAll(all)) {
            answers.add(future.get());
        }
        return answers;
    }

    private <T> T timed(Callable<T> work) throws Exception {
        long began = System.nanoTime();
        long cpu = CPU.getProcessCpuTime();
        T result = work.call();
        serverNanos += System.nanoTime() - began;
        serverCpuNanos += CPU.getProcessCpuTime() - cpu;
        return result;
    }

    private static void report(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
