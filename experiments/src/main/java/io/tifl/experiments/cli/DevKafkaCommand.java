package io.tifl.experiments.cli;

import io.tifl.broker.KafkaBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tifl dev kafka}: a broker to try the Kafka transport with. */
@Command(
        name = "kafka",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a real Kafka broker on this machine until it is stopped: one node, reachable from this machine only,",
            "without TLS or passwords unless it is secured. Once it serves, its address is printed on standard output."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by a signal",
            "1:it did not start, or ended by itself; the message says why",
            "2:wrong usage"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl dev kafka                         on port 9092; its data are gone when it stops",
            "  tifl dev kafka --port 0 --data DIR     on a free port; goes on with what is in DIR",
            "  tifl dev kafka --secured --data DIR    DIR/coordinator.properties lets a coordinator in"
        })
final class DevKafkaCommand implements Callable<Integer> {
    private static final int HIGHEST_PORT = 65_535;

    /** 128 and the number of the signal: Ctrl-C reaches the broker as well as this process. */
    private static final List<Integer> ENDED_BY_SIGNAL = List.of(130, 143);

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on; 0: a free one (default: 9092)")
    private int port = 9092;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder for its data, which stay there (default: a temporary one)")
    private @Nullable Path data;

    @Option(names = "--keep", description = "Leave the temporary folder there, to look at it or to go on with --data")
    private boolean keep;

    @Option(names = "--secured", description = "With TLS, passwords and rights; 'tifl kafka acls' lets devices in")
    private boolean secured;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("--port must lie between 0 and " + HIGHEST_PORT + ", got " + port);
        }
        Path folder = data == null ? Files.createTempDirectory("tifl-kafka-") : data;
        try {
            return run(folder);
        } finally {
            if (data == null && !keep) {
                delete(folder);
            } else {
                say("the broker's data are in " + folder);
            }
        }
    }

    private int run(Path folder) throws IOException, InterruptedException {
        say("starting Kafka; this takes a few seconds");
        try (KafkaBroker broker = started(folder)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(broker.bootstrap());
            out.flush();
            broker.superUserFile().ifPresent(file -> say("who may do everything comes with the settings in " + file));
            say("Kafka serves; its log is " + broker.log() + "; Ctrl-C stops it");
            return ended(broker);
        }
    }

    private KafkaBroker started(Path folder) throws IOException, InterruptedException {
        return secured ? KafkaBroker.startSecured(folder, port) : KafkaBroker.start(folder, port);
    }

    private int ended(KafkaBroker broker) {
        try {
            int status = broker.awaitEnd();
            if (ENDED_BY_SIGNAL.contains(status)) {
                return 0;
            }
            say("Kafka ended by itself with status " + status + "; its log is " + broker.log());
            return ErrorMessages.FAILED;
        } catch (InterruptedException _) {
            say("stopping Kafka");
            return 0;
        }
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(text);
        err.flush();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
