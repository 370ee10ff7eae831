package io.tifl.experiments.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at everything that matters. Probes run side by side, each with so much time, and none can keep the examination from its end:
 * what throws or does not answer is a finding.
 */
public final class Doctor {
    /** Enough for a native library to be unpacked on a slow disk, and for three tries to reach a host. */
    private static final Duration USUAL_LIMIT = Duration.ofSeconds(20);

    private final List<Probe> probes;
    private final Duration limit;

    Doctor(List<Probe> probes, Duration limit) {
        this.probes = List.copyOf(probes);
        this.limit = limit;
    }

    /** Looks at this machine, and at what it is asked to reach. */
    public static Doctor of(Reach reach) {
        List<Probe> probes = new ArrayList<>(MachineProbes.of(Surroundings.real()));
        probes.addAll(reach.probes());
        return new Doctor(probes, USUAL_LIMIT);
    }

    /** The findings, in the order of the probes. */
    public List<Finding> examine() throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        List<CompletableFuture<Finding>> looking =
                probes.stream().map(Doctor::begin).toList();
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < looking.size(); i++) {
            findings.add(found(probes.get(i).name(), looking.get(i), end));
        }
        return findings;
    }

    // On threads of the platform: native libraries would hold on to those that virtual ones run on.
    private static CompletableFuture<Finding> begin(Probe probe) {
        CompletableFuture<Finding> looking = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("doctor-" + probe.name()).start(() -> look(probe, looking));
        return looking;
    }

    @SuppressWarnings("ThrowableNotThrown") // it is told
    private static void look(Probe probe, CompletableFuture<Finding> looking) {
        try {
            looking.complete(probe.find());
        } catch (Throwable e) {
            looking.completeExceptionally(e);
        }
    }

    private Finding found(String name, CompletableFuture<Finding> looking, long end) throws InterruptedException {
        try {
            return looking.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            return Finding.problem(
                    name,
                    "no answer within " + limit.toSeconds() + " s",
                    "try again when the machine is less busy; if it stays so, something there hangs");
        } catch (ExecutionException e) {
            return Finding.note(name, "could not be looked at: " + e.getCause(), "");
        }
    }
}
