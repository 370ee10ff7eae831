package io.tifl.experiments.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command on every page is run, or checked as far as can be, in the order of the page. What was done with which is
 * printed at the end.
 */
final class CommandsTest {
    private static final Ledger LEDGER = new Ledger();
    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.*)", Pattern.DOTALL);
    private static final Pattern FILE_NAME = Pattern.compile("#\\s*([\\w.-]+\\.(?:yaml|yml|json|properties))\\b.*");
    private static final Pattern CONTENT = Pattern.compile("\\$\\(cat ([^)]+)\\)");

    /** A name of a test. */
    private static final Pattern TEST = Pattern.compile("[A-Z]\\w+Test\\b");

    @TempDir
    private Path folder;

    @AfterAll
    static void tell() {
        LEDGER.print("Commands of the documentation");
    }

    @TestFactory
    Stream<DynamicTest> everyCommandIsRunOrChecked() throws IOException {
        return Page.all().stream()
                .filter(page -> page.blocks().stream()
                        .anyMatch(block -> block.language().equals("sh")))
                .map(page -> DynamicTest.dynamicTest(
                        page.name(),
                        () -> assertThat(problems(page, LEDGER))
                                .as("mend the command, or add a rule to " + Programs.class.getName())
                                .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> commandsInRunningTextExist() throws IOException {
        return Page.all().stream()
                .map(page -> DynamicTest.dynamicTest(
                        page.name(),
                        () -> assertThat(InlineCommands.problems(page))
                                .as("correct what the text says")
                                .isEmpty()));
    }

    @Test
    @Tag("slow")
    void replaysOfPublishedDataRunARound() throws Exception {
        Path data = sharedData();
        Ledger ledger = new Ledger();
        List<String> problems = new ArrayList<>();
        for (Page page : Page.all()) {
            for (Page.Block block : page.blocks()) {
                for (Shell.Command command : replays(block)) {
                    runARound(command, page.at(block.line() + command.line()), data, ledger, problems);
                }
            }
        }
        ledger.print("Replays of the documentation, a round each");

        assertThat(problems).isEmpty();
    }

    private static List<Shell.Command> replays(Page.Block block) {
        return block.language().equals("sh")
                ? Shell.parse(block.code()).stream()
                        .filter(command -> TiflCommands.isReplayOfFiles(command.words()))
                        .toList()
                : List.of();
    }

    private void runARound(Shell.Command command, String at, Path data, Ledger ledger, List<String> problems)
            throws IOException {
        try (Session session = new Session(Files.createTempDirectory(folder, "replay"))) {
            ledger.add(TiflCommands.replay(command.words(), data, session), at + "  " + command);
        } catch (IOException | RuntimeException wrong) {
            problems.add(at + ": " + command + ": " + wrong.getMessage());
        }
    }

    private static Path sharedData() {
        Path near = Page.root().resolveSibling("shared").resolve("data");
        String named = System.getenv("TIFL_SHARED_DATA");
        Path data = named == null ? near : Path.of(named);
        Path within = Page.root().resolve("shared/data");
        Path there = Files.isDirectory(data) ? data : within;
        assumeTrue(Files.isDirectory(there), "no shared/data above the checkout, and none at TIFL_SHARED_DATA");
        return there;
    }

    @Test
    void testsThatReasonsAndPagesNameExist() throws IOException {
        Set<String> named = new TreeSet<>();
        TiflCommands.reasons()
                .values()
                .forEach(reason ->
                        TEST.matcher(reason).results().map(MatchResult::group).forEach(named::add));
        for (Page page : Page.all()) {
            for (Page.Span span : page.spans()) {
                if (TEST.matcher(span.code()).matches() && !span.code().equals("FooTest")) {
                    named.add(span.code());
                }
            }
        }
        List<String> there = MavenCommands.files("*Test.java").stream()
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .toList();

        assertThat(named).hasSizeGreaterThan(20).isSubsetOf(there);
    }

    @Test
    void wrongCommandsAreFoundWithTheirLine() throws Exception {
        Page page = Page.parse(Path.of("page.md"), """
                ```sh
                ./tifl replay --no-such-option
                ./tifl fly
                ./tifl replay --policies no-such-policy
                ./mvnw -Pno-such-profile verify
                ./mvnw -pl no-such-module verify
                ./mvnw -Dtest=NoSuchTest test
                unheard-of --help
                tifl coordinator --local -- --tifl.leese=30s
                curl localhost:8443/v1/jobs
                ```

                Run `./tifl fly` or `tifl replay --no-such-option`.
                """);

        assertThat(problems(page, new Ledger()))
                .hasSize(9)
                .anyMatch(it -> it.contains("page.md:2") && it.contains("--no-such-option"))
                .anyMatch(it -> it.contains("page.md:3") && it.contains("fly"))
                .anyMatch(it -> it.contains("page.md:4") && it.contains("no-such-policy"))
                .anyMatch(it -> it.contains("page.md:5") && it.contains("no-such-profile"))
                .anyMatch(it -> it.contains("page.md:6") && it.contains("no-such-module"))
                .anyMatch(it -> it.contains("page.md:7") && it.contains("NoSuchTest"))
                .anyMatch(it -> it.contains("page.md:8") && it.contains("unheard-of"))
                .anyMatch(it -> it.contains("page.md:9") && it.contains("tifl.leese"))
                .anyMatch(it -> it.contains("page.md:10") && it.contains("401"));
        assertThat(InlineCommands.problems(page)).hasSize(2);
    }

    private List<String> problems(Page page, Ledger ledger) throws IOException {
        List<String> problems = new ArrayList<>();
        try (Session session = new Session(Files.createTempDirectory(folder, "page"))) {
            writeFiles(page, session.folder());
            for (Page.Block block : page.blocks()) {
                if (block.language().equals("sh")) {
                    check(page, block, session, ledger, problems);
                }
            }
        }
        return problems;
    }

    /** Blocks that begin with a comment that names a file are that file; the first YAML that names none is {@code job.yaml}. */
    private static void writeFiles(Page page, Path folder) throws IOException {
        for (Page.Block block : page.blocks()) {
            Matcher name = FILE_NAME.matcher(block.code().lines().findFirst().orElse(""));
            if (!block.language().equals("sh") && name.matches()) {
                Files.writeString(folder.resolve(name.group(1)), block.code());
            } else if (block.language().equals("yaml") && !Files.exists(folder.resolve("job.yaml"))) {
                Files.writeString(folder.resolve("job.yaml"), block.code());
            }
        }
    }

    private static void check(Page page, Page.Block block, Session session, Ledger ledger, List<String> problems) {
        for (Shell.Command command : Shell.parse(block.code())) {
            String at = page.at(block.line() + command.line());
            try {
                List<String> words = assigned(command, session);
                if (!words.isEmpty()) {
                    ledger.add(Programs.check(words, block, session), at + "  " + command);
                }
            } catch (Exception wrong) {
                problems.add(at + ": " + command + ": " + wrong.getMessage());
            }
        }
    }

    /** Keeps what is assigned before a command, or without one; the rest of the words. */
    private static List<String> assigned(Shell.Command command, Session session) throws IOException {
        Map<String, String> known = new HashMap<>(session.variables());
        List<String> words = new ArrayList<>(command.words());
        boolean isExport = words.getFirst().equals("export");
        if (isExport) {
            words.removeFirst();
        }
        for (String name : List.of("TOKEN", "TIFL_TOKEN")) {
            if (!known.containsKey(name) && command.toString().contains("$" + name)) {
                known.put(name, session.adminToken());
            }
        }
        while (!words.isEmpty()) {
            Matcher assignment = ASSIGNMENT.matcher(words.getFirst());
            if (!assignment.matches()) {
                break;
            }
            known.put(assignment.group(1), content(assignment.group(2), session));
            words.removeFirst();
        }
        if (words.isEmpty()) {
            session.variables().putAll(known);
        }
        return new Shell.Command(command.line(), words, command.input()).expanded(known);
    }

    private static String content(String value, Session session) throws IOException {
        Matcher content = CONTENT.matcher(value);
        if (!content.matches()) {
            return value;
        }
        return content.group(1).endsWith("admin.token")
                ? session.adminToken()
                : Files.readString(session.file(content.group(1))).strip();
    }
}
