package io.tifl.coordinator.app;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A whole service with a job on a large model; says where it is, whom it expects, and at the end what it took. */
final class LargeModelChild {
    private LargeModelChild() {}

    /** @param arguments the data folder, the number of parameters, and that of clients */
    public static void main(String[] arguments) throws Exception {
        PrintStream said = System.out;
        int size = Integer.parseInt(arguments[1]);
        int clients = Integer.parseInt(arguments[2]);
        try (Service service = Service.start(Path.of(arguments[0]), "--tifl.largest-reply=1GB", "--tifl.lease=10m")) {
            said.println("URI " + service.uri());
            for (String token : service.enrolmentTokens(clients)) {
                said.println("TOKEN " + token);
            }
            service.create("""
                    name: large
                    model: flat
                    model-settings: {size: %d}
                    rounds: 2
                    clients-per-round: %d
                    quorum: %d
                    deadline: 3600
                    sync-rounds: 0
                    policy: vanilla
                    evaluate-every: 1000
                    """.formatted(size, clients, clients));
            service.await("large", "completed", Duration.ofMinutes(20));
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM")) {
                    said.println(line);
                }
            }
            said.println("COUNTED "
                    + service.rounds("large").stream()
                            .map(round -> round.get("counted"))
                            .toList());
        }
    }
}
