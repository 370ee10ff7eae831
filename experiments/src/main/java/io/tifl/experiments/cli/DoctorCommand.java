package io.tifl.experiments.cli;

import io.tifl.coordinator.kafka.KafkaSettings;
import io.tifl.experiments.doctor.Doctor;
import io.tifl.experiments.doctor.Finding;
import io.tifl.experiments.doctor.Finding.State;
import io.tifl.experiments.doctor.Reach;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code tifl doctor}: what is well here and what is not. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Looks at this machine, at how tifl was started, and at the brokers, the database and the coordinator it is to",
            "reach; says of each whether it is well, and what to do if not. It takes seconds and changes nothing."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing stops tifl, though there may be notes", "1:there is a problem", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl doctor                            this machine",
            "  tifl doctor --json                     the same for a program",
            "  tifl doctor --coordinator https://coordinator:8443 --kafka broker:9092",
            "  TIFL_DATABASE_PASSWORD=… tifl doctor --database jdbc:postgresql://db/tifl --database-user tifl"
        })
final class DoctorCommand implements Callable<Integer> {
    private static final String PASSWORD = "TIFL_DATABASE_PASSWORD";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--json", description = "Print the findings as JSON")
    private boolean json;

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Brokers to reach, comma-separated")
    private @Nullable String kafka;

    @Option(
            names = "--kafka-settings",
            paramLabel = "FILE",
            description = "Properties file with further settings of Kafka's clients, such as security.protocol")
    private @Nullable Path kafkaSettings;

    @Option(names = "--database", paramLabel = "URL", description = "Database to reach, as jdbc:postgresql://host/name")
    private @Nullable String database;

    @Option(
            names = "--database-user",
            paramLabel = "NAME",
            description = "User of the database; the password is what the environment says as " + PASSWORD)
    private String user = "";

    @Option(names = "--coordinator", paramLabel = "URL", description = "Coordinator to reach, as http://host:port")
    private @Nullable URI coordinator;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (kafkaSettings != null && kafka == null) {
            throw new IllegalArgumentException("--kafka-settings goes with --kafka");
        }
        Reach reach = new Reach(
                Optional.ofNullable(kafka),
                kafkaSettings == null ? Map.of() : KafkaSettings.read(kafkaSettings),
                Optional.ofNullable(database),
                user,
                System.getenv().getOrDefault(PASSWORD, ""),
                coordinator == null ? Optional.empty() : Optional.of(CoordinatorPlace.checked(coordinator)));
        List<Finding> findings = Doctor.of(reach).examine();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(asJson(findings));
        } else {
            print(findings, out);
        }
        out.flush();
        return worst(findings) == State.PROBLEM ? ErrorMessages.FAILED : 0;
    }

    static State worst(List<Finding> findings) {
        return findings.stream().map(Finding::state).max(State::compareTo).orElse(State.OK);
    }

    static String asJson(List<Finding> findings) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("state", lower(worst(findings)));
        whole.put("findings", findings.stream().map(DoctorCommand::entry).toList());
        return JSON.writeValueAsString(whole);
    }

    private static Map<String, String> entry(Finding finding) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("name", finding.name());
        entry.put("state", lower(finding.state()));
        entry.put("found", finding.found());
        entry.put("advice", finding.advice());
        return entry;
    }

    static void print(List<Finding> findings, PrintWriter out) {
        int width = findings.stream()
                .mapToInt(finding -> finding.name().length())
                .max()
                .orElse(0);
        String line = "%-7s  %-" + width + "s  %s%n";
        for (Finding finding : findings) {
            out.printf(Locale.ROOT, line, lower(finding.state()), finding.name(), finding.found());
            if (!finding.advice().isEmpty()) {
                out.printf(Locale.ROOT, line, "", "", "→ " + finding.advice());
            }
        }
        out.println();
        out.println(
                switch (worst(findings)) {
                    case OK -> "all is well";
                    case NOTE -> "nothing stops tifl; " + count(findings, State.NOTE, "note");
                    case PROBLEM ->
                        count(findings, State.PROBLEM, "problem") + ", " + count(findings, State.NOTE, "note");
                });
    }

    private static String count(List<Finding> findings, State state, String name) {
        long count =
                findings.stream().filter(finding -> finding.state() == state).count();
        return count + " " + name + (count == 1 ? "" : "s");
    }

    private static String lower(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
