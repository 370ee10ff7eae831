package io.tifl.experiments.serve;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.device.TiflClient;
import io.tifl.client.kafka.KafkaCoordinator;
import io.tifl.client.pace.Pace;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.secure.Certificate;
import io.tifl.protocol.secure.SecureIdentity;
import io.tifl.protocol.secure.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Devices as their developers would write them, all in this process: each trains on data of its own. */
final class Devices implements AutoCloseable {
    static final String JOB = "clusters";
    static final int COUNT = 8;

    private static final int INPUTS = 16;
    private static final int CLASSES = 4;
    private static final int EXAMPLES = 40;

    private final List<TiflClient> clients = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Devices() {}

    /**
     * A job that is the same whoever interrupts it: its clients are drawn from all, and all it asks must answer. Updates are
     * sparse, and devices owe what these leave out: a reply that counted twice or never would change all that follow.
     */
    static String job(int rounds) {
        return """
                name: %s
                model: logistic
                model-settings: {inputs: %d, classes: %d}
                rounds: %d
                clients-per-round: 5
                quorum: 5
                least-clients: %d
                sync-rounds: 0
                policy: vanilla
                codec: top-k
                evaluate-every: 5
                learning-rate: 0.05
                """.formatted(JOB, INPUTS, CLASSES, rounds, COUNT);
    }

    /**
     * As {@link #job} with rounds that overlap.
     *
     * @param atOnce how many train at once
     * @param buffer updates that make a step; if as many as there are devices, and all train at once, the job is the same whoever
     *     interrupts it
     */
    static String overlappingJob(int rounds, int atOnce, int buffer) {
        return job(rounds)
                .replace("clients-per-round: 5", "clients-per-round: " + atOnce)
                .replace("quorum: 5", "quorum: 1")
                .replace(
                        "policy: vanilla",
                        "policy: fedbuff\npolicy-settings: {buffer: %d, concurrency: %d}".formatted(buffer, atOnce));
    }

    /** As {@link #job}, and the coordinator sees sums of changes alone. */
    static String secureJob(int rounds, SigningKey authority) {
        return job(rounds).replace("codec: top-k", "codec: float32")
                + "secure-aggregation: {authority: " + SigningKey.publicKeyToText(authority.publicKey())
                + ", range: 4}\n";
    }

    /** What happens to a coordinator while it trains. */
    @FunctionalInterface
    interface Trouble {
        void befall(CoordinatorProcess coordinator) throws Exception;
    }

    /** Trains the job with one coordinator, to which something may happen meanwhile; the hash of the last model. */
    static String train(Path folder, int rounds, Trouble trouble) throws Exception {
        return train(folder, rounds, job(rounds), Optional.empty(), trouble);
    }

    /** As {@link #train}, under masks. */
    static String trainSecurely(Path folder, int rounds, Trouble trouble) throws Exception {
        SigningKey authority = SigningKey.fresh(new SecureRandom());
        return train(folder, rounds, secureJob(rounds, authority), Optional.of(authority), trouble);
    }

    /** As {@link #train}, a job of its own. */
    static String train(Path folder, int rounds, String job, Trouble trouble) throws Exception {
        return train(folder, rounds, job, Optional.empty(), trouble);
    }

    private static String train(Path folder, int rounds, String job, Optional<SigningKey> authority, Trouble trouble)
            throws Exception {
        return train(folder, rounds, job, authority, trouble, _ -> {});
    }

    /** @param after looks at the coordinator when the job is complete */
    static String train(
            Path folder, int rounds, String job, Optional<SigningKey> authority, Trouble trouble, Trouble after)
            throws Exception {
        try (CoordinatorProcess coordinator = CoordinatorProcess.start(folder)) {
            coordinator.awaitReady();
            List<String> tokens = coordinator.enrolmentTokens(COUNT);
            try (Devices _ = start(folder, List.of(coordinator.uri()), tokens, Optional.empty(), authority)) {
                coordinator.create(job);
                trouble.befall(coordinator);
                String model = coordinator.awaitModel(rounds);
                after.befall(coordinator);
                coordinator.requireNoSecretsInItsLog(tokens);
                return model;
            }
        }
    }

    /**
     * Enrols and starts one for each token.
     *
     * @param folder of their states
     * @param addresses of the coordinator, and of those that stand by
     */
    static Devices start(Path folder, List<URI> addresses, List<String> tokens) throws IOException {
        return start(folder, addresses, tokens, Optional.empty());
    }

    /**
     * Enrols and starts one for each token.
     *
     * @param kafka by which every other one fetches orders and sends replies; closed by the caller, later
     */
    static Devices start(Path folder, List<URI> addresses, List<String> tokens, Optional<KafkaCoordinator> kafka)
            throws IOException {
        return start(folder, addresses, tokens, kafka, Optional.empty());
    }

    /** @param authority that certifies them for secure aggregation, if they are to insist on it */
    static Devices start(
            Path folder,
            List<URI> addresses,
            List<String> tokens,
            Optional<KafkaCoordinator> kafka,
            Optional<SigningKey> authority)
            throws IOException {
        Devices devices = new Devices();
        for (int i = 0; i < tokens.size(); i++) {
            Seed seed = new Seed(i);
            TiflClient.Builder builder = TiflClient.builder(addresses.getFirst())
                    .state(folder.resolve("device-" + i))
                    .enrolment(tokens.get(i))
                    .name("device-" + i)
                    .data(new LocalData(examples(seed.child("train")), examples(seed.child("test"))))
                    .pace(new Pace(seed, Duration.ofMillis(50), Duration.ofMillis(500)))
                    .httpClient(devices.http);
            ClientId name = new ClientId("device-" + i);
            authority.ifPresent(by -> builder.secureAggregation(identity(by, name)));
            addresses.stream().skip(1).forEach(builder::alsoAt);
            if (i % 2 == 1) {
                kafka.ifPresent(over -> builder.transport(over::connect));
            }
            TiflClient client = builder.build();
            devices.clients.add(client);
            client.start();
        }
        return devices;
    }

    private static SecureIdentity identity(SigningKey authority, ClientId client) {
        SigningKey key = SigningKey.fresh(new SecureRandom());
        return new SecureIdentity(key, Certificate.issue(authority, client, key.publicKey()), authority.publicKey());
    }

    /** Points around one centre for each class; another seed, other points. */
    private static Examples examples(Seed seed) {
        RandomGenerator random = seed.generator();
        RandomGenerator centres = new Seed(7).generator();
        float[] centre = new float[CLASSES * INPUTS];
        for (int i = 0; i < centre.length; i++) {
            centre[i] = (float) centres.nextGaussian();
        }
        float[] features = new float[EXAMPLES * INPUTS];
        int[] labels = new int[EXAMPLES];
        for (int row = 0; row < EXAMPLES; row++) {
            labels[row] = random.nextInt(CLASSES);
            for (int i = 0; i < INPUTS; i++) {
                features[row * INPUTS + i] = centre[labels[row] * INPUTS + i] + (float) random.nextGaussian();
            }
        }
        return Examples.dense(List.of(INPUTS), CLASSES, features, labels);
    }

    @Override
    public void close() {
        clients.forEach(TiflClient::stop);
        clients.forEach(TiflClient::close);
        http.shutdownNow();
    }
}
