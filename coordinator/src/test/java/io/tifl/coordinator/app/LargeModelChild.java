package io.tifl.coordinator.app;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A whole service with a job on a large model; says where it is, whom it expects, and at the end which replies counted.
 * Started again on the same folder it goes on with the job.
 */
final class LargeModelChild {
    private static final String JOB = "large";

    private LargeModelChild() {}

    /** @param arguments the data folder, the number of parameters, and that of clients */
    public static void main(String[] arguments) throws Exception {
        PrintStream said = System.out;
        Path data = Path.of(arguments[0]);
        int size = Integer.parseInt(arguments[1]);
        int clients = Integer.parseInt(arguments[2]);
        boolean goesOn = Files.exists(data.resolve("tifl.db"));
        try (Service service = Service.start(data, "--tifl.largest-reply=1100MB", "--tifl.lease=10m")) {
            said.println("URI " + service.uri());
            List<String> tokens = goesOn ? List.of() : service.enrolmentTokens(clients);
            tokens.forEach(token -> said.println("TOKEN " + token));
            if (!goesOn) {
                create(service, size, clients);
            }
            service.await(JOB, "completed", Duration.ofMinutes(30));
            said.println("COUNTED "
                    + service.rounds(JOB).stream()
                            .map(round -> round.get("counted"))
                            .toList());
        }
    }

    private static void create(Service service, int size, int clients) throws Exception {
        service.create("""
                name: %s
                model: flat
                model-settings: {size: %d}
                rounds: 2
                clients-per-round: %d
                quorum: %d
                deadline: 3600
                sync-rounds: 0
                policy: vanilla
                evaluate-every: 1000
                """.formatted(JOB, size, clients, clients));
    }
}
