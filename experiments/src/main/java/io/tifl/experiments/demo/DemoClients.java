package io.tifl.experiments.demo;

import io.tifl.client.device.TiflClient;
import io.tifl.client.pace.Pace;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The devices, each with data, state and speed of its own; they share this process and nothing else but connections. */
final class DemoClients implements AutoCloseable {
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<TiflClient> clients = new ArrayList<>();

    private DemoClients() {}

    static String name(int client) {
        return "client-" + (client + 1);
    }

    static Speed speed(DemoSettings settings, int client) {
        return new Speed(client, settings.clients(), settings.rounds(), new Seed(settings.seed()).child("speed"));
    }

    /**
     * Starts all of them.
     *
     * @param tokens to enrol with, one for each in order; whoever is enrolled does not use it
     */
    static DemoClients start(DemoSettings settings, DemoFolder folder, URI coordinator, List<String> tokens)
            throws IOException {
        DemoClients started = new DemoClients();
        Seed seed = new Seed(settings.seed());
        DemoData data = new DemoData(seed.child("data"));
        try {
            for (int i = 0; i < settings.clients(); i++) {
                Speed speed = speed(settings, i);
                TiflClient client = TiflClient.builder(coordinator)
                        .state(folder.client(name(i)))
                        .name(name(i))
                        .attribute("trains-in", String.format(Locale.ROOT, "%.1f s", speed.usualSeconds()))
                        .data(data.of(i))
                        .task(new PacedTraining(speed::in))
                        .pace(new Pace(seed.child("pace").child(i), FIRST_PAUSE, LONGEST_PAUSE))
                        .grace(GRACE)
                        .enrolment(tokens.get(i))
                        .httpClient(started.http)
                        .build();
                started.clients.add(client);
                client.start();
            }
            return started;
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /** Ends one as if its device were switched off, for good. */
    void end(int client) {
        clients.get(client).close();
    }

    @Override
    public void close() {
        clients.forEach(TiflClient::stop);
        clients.parallelStream().forEach(TiflClient::close);
        http.shutdownNow();
    }
}
