package io.tifl.experiments.documentation;

import io.tifl.experiments.cli.Tifl;
import io.tifl.experiments.study.ReplayOptions;
import io.tifl.experiments.study.ReplaySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Parses every command of tifl with the real command line, and runs what takes seconds. */
final class TiflCommands implements Handling {
    /** Run as they stand. */
    private static final List<String> RUN =
            List.of("privacy", "data list", "data info", "bench models", "generate-completion", "help", "bench probe");

    /** Run on a coordinator of the test. */
    private static final List<String> LIVE = List.of(
            "noise submit",
            "noise list",
            "noise show",
            "noise report",
            "noise cancel",
            "bench submit",
            "bench list",
            "bench show",
            "bench cancel");

    /** Run on a small set that the test prepares. */
    private static final List<String> ON_A_SET = List.of("data stats", "data plot", "data export", "data verify");

    /** Not run, and why. All of them are parsed. */
    private static final Map<String, String> NOT_RUN = Map.ofEntries(
            Map.entry("robustness", "hours of training; AttackedReplayTest runs attacks and rules"),
            Map.entry(
                    "study",
                    "minutes to hours of training; SchedulerStudyTest, BenchmarkStudyTest and others run small ones"),
            Map.entry("quantize", "trains for minutes; QuantizationStudyTest runs a small one"),
            Map.entry("data get", "downloads; DataCommandTest does it from local files"),
            Map.entry("data prepare", "needs publishers' files; DataCommandTest prepares generated data"),
            Map.entry("data verify", "needs published files"),
            Map.entry("bench run", "measures for minutes; BenchRunCommandTest runs short ones"),
            Map.entry("bench export", "needs a measurement; BenchAnalysisCommandsTest runs it"),
            Map.entry("bench recommend", "needs a measurement; BenchAnalysisCommandsTest runs it"),
            Map.entry("bench diff", "needs measurements; BenchAnalysisCommandsTest runs it"),
            Map.entry("bench serve", "runs until it is stopped; BenchRunCommandTest starts one"),
            Map.entry("bench simulate", "needs a trace"),
            Map.entry("bench watch", "waits for measurements of minutes; LiveBenchmarksTest runs short ones"),
            Map.entry("noise training", "trains for half an hour"),
            Map.entry(
                    "coordinator", "runs until it is stopped; every live page has one, started with the same settings"),
            Map.entry("dev kafka", "runs until it is stopped; DevKafkaCommandTest starts it"),
            Map.entry("kafka acls", "needs brokers with accounts; KafkaAclsCommandTest runs it"),
            Map.entry("worker", "runs until it is stopped; WorkerProcessesTest starts workers"),
            Map.entry("demo", "runs until it is stopped; its own test starts it"),
            Map.entry("model", "needs a model; its own tests run it"),
            Map.entry("export", "needs a run; its own tests run it"));

    /** What pages write for what a reader has; replaced by what the test has. */
    private static final Pattern ADDRESS = Pattern.compile("https?://(?:localhost|127\\.0\\.0\\.1|coordinator):8443");

    private static final Map<String, String> PLACEHOLDERS =
            Map.of("LAMBDA", "0.1", "N", "3", "K", "1", "M", "3", "B", "2", "R", "100", "L", "20", "PORT", "8443");

    @Override
    public String check(List<String> words, Page.Block block, Session session) throws Exception {
        List<String> arguments = new ArrayList<>();
        for (String word : words.subList(1, words.size())) {
            arguments.add(replaced(word, session));
        }
        ParseResult parsed = parse(arguments);
        CommandLine command = parsed.asCommandLineList().getLast();
        String name = nameOf(command.getCommandSpec());
        if (name.equals("doctor")) {
            return doctor(arguments);
        } else if (command.isUsageHelpRequested() || command.isVersionHelpRequested() || begins(RUN, name)) {
            return run(arguments, "tifl: run");
        } else if (name.equals("replay")) {
            return replay(arguments, command.getParseResult(), session);
        } else if (name.equals("compare")) {
            return compare(arguments, session);
        } else if (begins(ON_A_SET, name) && !arguments.contains("--md5")) {
            return onASet(arguments, session);
        } else if (name.equals("client")) {
            return client(arguments, session);
        } else if (begins(LIVE, name) && arguments.stream().anyMatch(it -> it.startsWith("http"))) {
            return live(arguments, session);
        } else if (name.equals("coordinator")) {
            requireSettings(arguments);
        }
        return notRun(name);
    }

    private static String notRun(String name) {
        return NOT_RUN.entrySet().stream()
                .filter(it -> begins(List.of(it.getKey()), name))
                .map(it -> "tifl " + it.getKey() + ": parsed, not run: " + it.getValue())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no rule for 'tifl " + name + "'; add one to " + TiflCommands.class.getName()));
    }

    private static boolean begins(List<String> known, String name) {
        return known.stream().anyMatch(one -> name.equals(one) || name.startsWith(one + " "));
    }

    /** Parses as the program does; what it would say of a wrong command line is thrown. */
    static ParseResult parse(List<String> arguments) {
        return new CommandLine(Tifl.class).parseArgs(arguments.toArray(String[]::new));
    }

    static String nameOf(CommandSpec spec) {
        String name = spec.qualifiedName();
        return name.equals("tifl") ? "" : name.substring("tifl ".length());
    }

    private static String replaced(String word, Session session) throws IOException {
        if (word.equals("SET")) {
            return session.preparedSet();
        }
        String known = PLACEHOLDERS.getOrDefault(word, word);
        Path file = session.file(known);
        boolean isFile = known.matches("[\\w./-]+\\.\\w+") && Files.isRegularFile(file);
        return isFile ? file.toString() : known;
    }

    private static String run(List<String> arguments, String how) {
        Session.Outcome outcome = Session.tifl(arguments);
        if (outcome.code() != 0) {
            throw new IllegalStateException("ended with code " + outcome.code() + ": " + outcome.said());
        }
        return how;
    }

    /** Run; it may find something that is missing on this machine. */
    private static String doctor(List<String> arguments) {
        Session.Outcome outcome = Session.tifl(arguments);
        if (outcome.code() != 0 && outcome.code() != 1) {
            throw new IllegalStateException("ended with code " + outcome.code() + ": " + outcome.said());
        }
        return "tifl doctor: run";
    }

    /** All settings are checked; rounds are run where the data are generated and nothing else is needed. */
    private static String replay(List<String> arguments, ParseResult parsed, Session session) throws IOException {
        CommandSpec spec = parsed.commandSpec();
        ReplayOptions options = (ReplayOptions) spec.mixins().get("options").userObject();
        ReplaySettings settings = options.resolve(parsed.matchedOptionValue("--config", null));
        if (!settings.data().dataset().equals("leaf-synthetic") || parsed.hasMatchedOption("--bootstrap")) {
            return "tifl replay: settings resolved, not run: needs data or workers; -Dslow runs those with data";
        }
        return run(shortened(arguments, session), "tifl replay: run with 2 rounds");
    }

    /** Why commands of this kind are not run, by the beginning of their names. */
    static Map<String, String> reasons() {
        return NOT_RUN;
    }

    /** Whether it is a replay whose data lie in published files. */
    static boolean isReplayOfFiles(List<String> words) {
        return words.size() > 1
                && words.getFirst().endsWith("tifl")
                && words.get(1).equals("replay")
                && !words.contains("--bootstrap")
                && !words.contains("--help");
    }

    /** Runs a round of a replay, of one policy and seed, with data that are there. */
    static String replay(List<String> words, Path data, Session session) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (String word : words.subList(1, words.size())) {
            arguments.add(replaced(word, session));
        }
        for (String option : List.of("--rounds", "--policies", "--seeds", "--data-dir", "--stop-after", "--out")) {
            int at = arguments.indexOf(option);
            if (at >= 0) {
                arguments.subList(at, at + 2).clear();
            }
        }
        arguments.addAll(
                List.of("--rounds", "1", "--policies", "vanilla", "--seeds", "1", "--data-dir", data.toString()));
        arguments.addAll(List.of("--out", session.folder().resolve("results").toString(), "--force"));
        return run(arguments, "tifl replay: run with a round");
    }

    private static List<String> shortened(List<String> arguments, Session session) {
        List<String> all = new ArrayList<>(arguments);
        int rounds = all.indexOf("--rounds");
        if (rounds >= 0) {
            all.subList(rounds, rounds + 2).clear();
        }
        all.addAll(List.of("--rounds", "2", "--threads", "1"));
        if (!all.contains("--out")) {
            all.addAll(List.of("--out", session.folder().resolve("results/a").toString()));
        }
        return all;
    }

    private static String compare(List<String> arguments, Session session) throws IOException {
        List<String> all = new ArrayList<>();
        for (String word : arguments) {
            if (word.startsWith("results/") || word.equals("DIR")) {
                Path results = session.folder().resolve("compared-" + all.size());
                String _ = run(
                        List.of("replay", "--rounds", "2", "--policies", "vanilla", "--out", results.toString()), "");
                all.add(results.toString());
            } else {
                all.add(word);
            }
        }
        return run(all, "tifl compare: run on replays of the test");
    }

    private static String onASet(List<String> arguments, Session session) throws IOException {
        String _ = session.preparedSet();
        List<String> all = new ArrayList<>(arguments);
        int out = all.indexOf("--out");
        if (out >= 0) {
            all.set(out + 1, session.folder().resolve("out-" + all.get(1)).toString());
        }
        all.addAll(List.of("--store", session.store()));
        return run(all, "tifl data: run on a small prepared set");
    }

    private static String client(List<String> arguments, Session session) throws Exception {
        boolean isElsewhere = arguments.contains("--kafka") || arguments.contains("--trust");
        if (isElsewhere || (arguments.contains("--dataset") && !arguments.contains("leaf-synthetic"))) {
            return "tifl client: parsed, not run: needs brokers, certificates or data";
        }
        List<String> all = new ArrayList<>();
        for (String word : arguments) {
            Matcher address = ADDRESS.matcher(word);
            all.add(address.find() ? session.coordinator().toString() : word);
        }
        int token = all.indexOf("--token");
        all.set(token + 1, session.enrolmentToken());
        if (!all.contains("--state")) {
            all.addAll(List.of(
                    "--state",
                    session.folder().resolve("client-" + session.clients()).toString()));
        }
        session.client(all);
        return "tifl client: run until it had enrolled, and on";
    }

    private static String live(List<String> arguments, Session session) throws IOException {
        List<String> all = new ArrayList<>();
        for (String word : arguments) {
            all.add(ADDRESS.matcher(word).find() ? session.coordinator().toString() : word);
        }
        int token = all.indexOf("--token");
        if (token >= 0) {
            all.subList(token, token + 2).clear();
        }
        all.addAll(List.of("--token", session.adminToken()));
        for (String option : List.of("--to", "--out")) {
            int file = all.indexOf(option);
            if (file >= 0) {
                all.set(file + 1, session.folder().resolve(all.get(file + 1)).toString());
            }
        }
        return run(all, "tifl: run on a live coordinator");
    }

    private static void requireSettings(List<String> arguments) throws IOException {
        Map<String, String> said = new TreeMap<>();
        for (String word :
                arguments.subList(arguments.contains("--") ? arguments.indexOf("--") : 0, arguments.size())) {
            if (arguments.contains("--") && word.startsWith("--") && word.contains("=")) {
                said.put(word.substring(2, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
            }
        }
        Settings.requireKnown(said);
    }
}
