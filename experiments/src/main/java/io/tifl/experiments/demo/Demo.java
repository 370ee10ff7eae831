package io.tifl.experiments.demo;

import io.tifl.coordinator.app.RunningCoordinator;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A federation on this machine for people to look at: a coordinator on the loopback address, clients that speak to it over HTTP with
 * the SDK of real devices, and a TiFL job.
 */
public final class Demo {
    private static final String JOB = "demo";
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private final DemoRequest request;
    private final Surface surface;

    private Demo(DemoRequest request, Surface surface) {
        this.request = request;
        this.surface = surface;
    }

    /**
     * Runs one until the current thread is interrupted, or until its job is over if the request says so. Everything that was started
     * is stopped when this returns, and a temporary folder is gone.
     *
     * @return whether the job did all its rounds
     * @throws IOException if it cannot start or go on; the message says why
     */
    public static boolean run(DemoRequest request, Surface surface) throws IOException, InterruptedException {
        try (DemoFolder folder = DemoFolder.open(request.data());
                FileChannel _ = locked(folder)) {
            DemoFolder.Made made = folder.made(request.clients(), request.seed());
            DemoSettings settings = new DemoSettings(made.clients(), request.rounds(), request.port(), made.seed());
            return new Demo(request, surface).run(settings, folder);
        }
    }

    private static FileChannel locked(DemoFolder folder) throws IOException {
        FileChannel channel = FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // Another one in this process.
        }
        if (lock == null) {
            channel.close();
            throw new IOException("another demo runs in " + folder.path() + "; stop it, or give --data another folder");
        }
        return channel;
    }

    private boolean run(DemoSettings settings, DemoFolder folder) throws IOException, InterruptedException {
        say("starting a coordinator; its data are in " + folder.path()
                + (folder.isKept() ? "" : ", which is deleted at the end"));
        Thread warmUp = WarmUp.begin();
        try (RunningCoordinator coordinator = RunningCoordinator.start(coordinatorSettings(settings, folder))) {
            URI address = URI.create("http://127.0.0.1:" + coordinator.port());
            say("the coordinator serves at " + address + " (this machine only, no TLS)");
            folder.servedAt(address);
            String token = folder.adminToken();
            warmUp.join();
            try (Operator operator = surface.operator(address, token)) {
                return run(settings, folder, address, token, new OperatorCalls(operator));
            }
        }
    }

    static List<String> coordinatorSettings(DemoSettings settings, DemoFolder folder) {
        return List.of(
                "--tifl.data=" + folder.coordinator(),
                "--tifl.tls=none",
                "--tifl.name=demo",
                "--server.address=127.0.0.1",
                "--server.port=" + settings.port(),
                // Pages that are open hold connections; nobody who stops a demo wants to wait for them.
                "--server.shutdown=immediate",
                "--spring.lifecycle.timeout-per-shutdown-phase=2s",
                "--logging.level.root=warn",
                "--logging.level.io.tifl.client=error",
                "--logging.level.org.springdoc=error",
                "--logging.level.org.eclipse.jetty=error");
    }

    private boolean run(DemoSettings settings, DemoFolder folder, URI address, String token, OperatorCalls calls)
            throws IOException, InterruptedException {
        awaitLead(calls);
        List<String> tokens = tokens(settings, calls);
        try (DemoClients _ = DemoClients.start(settings, folder, address, tokens)) {
            awaitClients(settings, calls);
            JobWatch watch = job(settings, calls);
            show(URI.create(address + "/dashboard/#token=" + token + "&view=/jobs/" + watch.job()));
            boolean isDone = watch.follow().equals("completed");
            tellEnd(watch, folder, address);
            if (!request.endsWithJob()) {
                say("everything stays up to be looked at; Ctrl-C stops it");
                new CountDownLatch(1).await();
            }
            return isDone;
        }
    }

    private static void awaitLead(OperatorCalls calls) throws IOException, InterruptedException {
        while (!calls.get("/v1/status").path("leader").asBoolean()) {
            Thread.sleep(BETWEEN);
        }
    }

    /** One for each client. A client that is enrolled does not need it; one whose state was lost becomes itself again. */
    static List<String> tokens(DemoSettings settings, OperatorCalls calls) throws IOException, InterruptedException {
        Set<String> known = new TreeSet<>();
        calls.get("/v1/clients?prefix=client-")
                .forEach(client -> known.add(client.path("client").asString("")));
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < settings.clients(); i++) {
            String name = DemoClients.name(i);
            String query = known.contains(name) ? "?client=" + name : "";
            tokens.add(calls.post("/v1/enrolment-tokens" + query, "")
                    .path(0)
                    .path("token")
                    .asString(""));
        }
        return tokens;
    }

    private void awaitClients(DemoSettings settings, OperatorCalls calls) throws IOException, InterruptedException {
        JsonNode status = calls.get("/v1/status");
        while (status.path("clientsPresent").asInt() < settings.clients()) {
            Thread.sleep(BETWEEN);
            status = calls.get("/v1/status");
        }
        say(settings.clients() + " clients are enrolled and there; they train within "
                + String.format(
                        Locale.ROOT,
                        "%.1f to %.1f s",
                        DemoClients.speed(settings, 0).usualSeconds(),
                        DemoClients.speed(settings, settings.clients() - 1).usualSeconds()));
    }

    /** Goes on with the job that is under way, or submits one. */
    private JobWatch job(DemoSettings settings, OperatorCalls calls) throws IOException, InterruptedException {
        JsonNode jobs = calls.get("/v1/jobs?limit=1000");
        for (JsonNode job : jobs) {
            if (!JobWatch.isOver(job.path("status").asString(""))) {
                String name = job.path("name").asString("");
                JsonNode last = calls.get("/v1/jobs/" + name + "/rounds?limit=1");
                long next = last.isEmpty() ? 0 : last.get(0).path("round").asLong() + 1;
                say("going on with job " + name + " after " + next + " rounds");
                return new JobWatch(calls, name, next, this::say);
            }
        }
        String name = jobs.isEmpty() ? JOB : JOB + "-" + (jobs.size() + 1);
        calls.post("/v1/jobs", new DemoJob(name, settings).yaml());
        say("job " + name + " is submitted: TiFL, " + settings.rounds() + " rounds of " + settings.clientsPerRound()
                + " clients");
        return new JobWatch(calls, name, 0, this::say);
    }

    private void show(URI page) {
        surface.say("");
        surface.say("  " + page);
        surface.say("");
        if (request.isBrowserWanted()) {
            say(
                    surface.show(page)
                            ? "the page is opened in a browser"
                            : "no browser found here; open the address above");
        }
    }

    private void tellEnd(JobWatch watch, DemoFolder folder, URI address) {
        say("the job is over after " + watch.rounds() + " rounds"
                + watch.accuracy()
                        .map(value -> ", accuracy " + JobWatch.percent(value))
                        .orElse(""));
        if (!request.endsWithJob() || folder.isKept()) {
            surface.say("to look further:");
        }
        if (!request.endsWithJob()) {
            surface.say("  curl -H \"Authorization: Bearer $(cat "
                    + folder.coordinator().resolve("admin.token") + ")\" " + address + "/v1/jobs");
        }
        if (folder.isKept()) {
            surface.say("  ./tifl demo --data " + folder.path());
        }
    }

    private void say(String text) {
        surface.say(String.format(Locale.ROOT, "%6.1f s  %s", surface.elapsed() / 1e9, text));
    }
}
