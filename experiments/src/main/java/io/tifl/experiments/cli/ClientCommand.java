package io.tifl.experiments.cli;

import io.tifl.client.LocalData;
import io.tifl.client.device.TiflClient;
import io.tifl.client.event.ClientEvent;
import io.tifl.client.event.ClientListener;
import io.tifl.client.kafka.KafkaCoordinator;
import io.tifl.coordinator.kafka.KafkaSettings;
import io.tifl.experiments.noise.DeviceProfile;
import io.tifl.experiments.noise.NoiseTask;
import io.tifl.experiments.noise.NoiseTrainTask;
import io.tifl.experiments.serve.ClientData;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl client}: a device for trying a coordinator out, on a part of a known data set. */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Joins a coordinator as one device that holds a part of a data set, and trains until it is stopped.",
            "The same state folder goes on as the same device, and needs no token then."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by a signal",
            "1:the coordinator sent it away, or the data cannot be read",
            "2:wrong usage"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl client http://localhost:8443 --token TOKEN --part 1",
            "  tifl client http://localhost:8443 --token TOKEN --part 2 --kafka localhost:9092",
            "  tifl client http://localhost:8443 --token TOKEN --part 3 --kafka localhost:9092 --kafka-settings d3.properties",
            "  tifl client https://coordinator:8443 --trust ca.pem --token TOKEN --state device-3 \\",
            "      --dataset fashion-mnist --data-dir DIR --split shards-2 --clients 10 --part 3"
        })
final class ClientCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "ADDRESS",
            description = "The coordinator's address, and those of its standbys")
    private List<URI> addresses = List.of();

    @Option(names = "--token", paramLabel = "TOKEN", description = "One-time token to enrol with, at the first start")
    private @Nullable String token;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Who it is and what it owes, over restarts (default: tifl-client-PART)")
    private @Nullable Path state;

    @Option(names = "--name", paramLabel = "NAME", description = "Name to ask for (default: the coordinator's choice)")
    private @Nullable String name;

    @Option(names = "--trust", paramLabel = "FILE", description = "Certificates of the authority to trust, in PEM")
    private @Nullable Path trust;

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Fetch orders and send replies over Kafka at these brokers; it still enrols at ADDRESS")
    private @Nullable String kafka;

    @Option(
            names = "--kafka-prefix",
            paramLabel = "PREFIX",
            description = "What the names of the topics begin with (default: tifl)")
    private String kafkaPrefix = "tifl";

    @Option(
            names = "--kafka-setting",
            paramLabel = "NAME=VALUE",
            description = "Further setting of Kafka's clients, such as security.protocol=SASL_SSL; may be repeated")
    private Map<String, String> kafkaSettings = Map.of();

    @Option(
            names = "--kafka-settings",
            paramLabel = "FILE",
            description = "Settings of Kafka's clients in a file, such as one that 'tifl kafka acls --accounts' wrote")
    private @Nullable Path kafkaSettingsFile;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "leaf-synthetic (default; its clients are tasks of their own), mnist, fashion-mnist,"
                    + " digits-by-writer or cifar10")
    private String dataset = "leaf-synthetic";

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Folder with the data set's files")
    private @Nullable Path dataDir;

    @Option(
            names = "--split",
            paramLabel = "KIND",
            description = "iid, natural, shards-K or classes-K (default: natural where the set has owners, else iid)")
    private @Nullable String split;

    @Option(names = "--clients", paramLabel = "N", description = "Among so many the set is dealt (default: 10)")
    private int clients = 10;

    @Option(names = "--part", paramLabel = "K", required = true, description = "Which part is its own, from 1")
    private int part;

    @Option(names = "--train-samples", paramLabel = "N", description = "Deal only the first N examples (default: all)")
    private int trainSamples;

    @Option(names = "--seed", paramLabel = "SEED", description = "Of the deal; the same for all clients (default: 1)")
    private long seed = 1;

    @Option(names = "--engine", paramLabel = "NAME", description = "compiled (default) or dl4j")
    private String engine = "compiled";

    @Option(
            names = "--local-noise",
            paramLabel = "NORM,MULTIPLIER",
            split = ",",
            arity = "1",
            description = {
                "Local differential privacy: clip each update to NORM and add Gaussian noise of",
                "MULTIPLIER times that; evaluations are not answered (docs/privacy.md)"
            })
    private List<Double> localNoise = List.of();

    @Option(
            names = "--device-profile",
            paramLabel = "DEVICE@LEVEL",
            description = {
                "The analog device this one stands for, such as gaussian@0.1 or pcm-8bit@86400, for jobs that",
                "let clients train for a device of their own (docs/noise-jobs.md)"
            })
    private @Nullable String deviceProfile;

    @Option(names = "--quiet", description = "Say nothing of single orders")
    private boolean quiet;

    @Override
    public Integer call() throws Exception {
        LocalData data =
                new ClientData(dataset, Optional.ofNullable(dataDir), split(), clients, trainSamples, seed).part(part);
        System.err.println("holds " + data.train().size() + " examples to train on and "
                + data.test().size() + " to test on");
        try (KafkaCoordinator brokers = kafka == null ? null : brokers(kafka);
                TiflClient client = client(data, Optional.ofNullable(brokers))) {
            try {
                client.run();
            } catch (InterruptedException _) {
                System.err.println("stopped");
                return 0;
            }
            System.err.println("the client ended: " + client.reason());
            return 1;
        }
    }

    private String split() {
        if (split != null) {
            return split;
        }
        return dataset.equals("leaf-synthetic") || dataset.equals("digits-by-writer") ? "natural" : "iid";
    }

    private KafkaCoordinator brokers(String bootstrap) throws IOException {
        KafkaCoordinator.Builder builder = KafkaCoordinator.builder(bootstrap).prefix(kafkaPrefix);
        if (kafkaSettingsFile != null) {
            builder.settings(KafkaSettings.read(kafkaSettingsFile));
        }
        return builder.settings(kafkaSettings).build();
    }

    private TiflClient client(LocalData data, Optional<KafkaCoordinator> brokers) throws Exception {
        TiflClient.Builder builder = TiflClient.builder(addresses.getFirst())
                .state(state == null ? Path.of("tifl-client-" + part) : state)
                .data(data)
                .engine(engine)
                .listener(quiet ? ClientListener.none() : ClientCommand::say);
        addresses.stream().skip(1).forEach(builder::alsoAt);
        if (localNoise.size() == 2) {
            builder.localPrivacy(localNoise.getFirst(), localNoise.getLast());
        } else if (!localNoise.isEmpty()) {
            throw new IllegalArgumentException("--local-noise takes a norm and a multiplier, such as 1.0,0.5");
        }
        Optional.ofNullable(deviceProfile)
                .map(DeviceProfile::parse)
                .ifPresent(own ->
                        builder.task(new NoiseTask(Optional.of(own))).task(new NoiseTrainTask(Optional.of(own))));
        Optional.ofNullable(token).ifPresent(builder::enrolment);
        Optional.ofNullable(name).ifPresent(builder::name);
        Optional.ofNullable(trust).ifPresent(builder::trust);
        brokers.ifPresent(over -> builder.transport(over::connect));
        return builder.build();
    }

    private static void say(ClientEvent event) {
        switch (event) {
            case ClientEvent.Enrolled enrolled -> System.err.println("enrolled as " + enrolled.client());
            case ClientEvent.OrderReceived order ->
                System.err.println(order.task() + ", round " + order.id().round() + " of "
                        + order.id().job());
            case ClientEvent.ReplyCounted reply -> System.err.println("  answered with " + reply.bytes() + " bytes");
            case ClientEvent.ReplyRefused reply -> System.err.println("  refused: " + reply.detail());
            case ClientEvent.Withdrawn _ -> System.err.println("  nobody waits for it any more");
            default -> {}
        }
    }
}
