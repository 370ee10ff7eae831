package io.tifl.coordinator.load;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.List;

/**
 * Load on the coordinator, each figure beside what is asked of it: {@code ./mvnw -q -Pload -pl coordinator -am test
 * -DskipTests -Dload=rounds}. Coordinator and clients are processes of their own on one machine, so the clients' share of
 * its processors is missing to the coordinator.
 */
final class LoadBenchmark {
    private static final OperatingSystemMXBean OS = ManagementFactory.getOperatingSystemMXBean();

    private LoadBenchmark() {}

    /**
     * @param arguments names of scenarios; {@code waiting=10} holds the waiting clients for 10 minutes, {@code bandwidth=256}
     *     measures a model of 256 MB
     */
    public static void main(String[] arguments) throws Exception {
        for (String argument : arguments.length == 0 ? List.of("all").toArray(String[]::new) : arguments) {
            System.out.printf("load of the machine: %.1f%n", OS.getSystemLoadAverage());
            switch (argument.split("=", 2)[0]) {
                case "rounds" -> RoundOverhead.measure();
                case "updates" -> UpdateRate.measure();
                case "waiting" -> WaitingClients.measure(number(argument, 10));
                case "storm" -> ConnectStorm.measure();
                case "bandwidth" -> Bandwidth.measure((int) number(argument, 64));
                case "all" -> {
                    RoundOverhead.measure();
                    UpdateRate.measure();
                    WaitingClients.measure(10);
                    ConnectStorm.measure();
                    Bandwidth.measure(64);
                    Bandwidth.measure(256);
                }
                default ->
                    throw new IllegalArgumentException(
                            "expected rounds, updates, waiting[=MINUTES], storm, bandwidth[=MEGABYTES] or all, got " + argument);
            }
        }
    }

    private static double number(String argument, double otherwise) {
        int at = argument.indexOf('=');
        return at < 0 ? otherwise : Double.parseDouble(argument.substring(at + 1));
    }
}
