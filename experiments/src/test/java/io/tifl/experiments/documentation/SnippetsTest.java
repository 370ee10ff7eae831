package io.tifl.experiments.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import tools.jackson.databind.json.JsonMapper;

/** Every block of code on every page is compiled, read by what reads it, or known to be text; commands are {@link CommandsTest}'s. */
final class SnippetsTest {
    private static final Ledger LEDGER = new Ledger();

    /** Languages that nothing here reads, and why. */
    private static final Map<String, String> NOT_READ = Map.of(
            "text", "text: nothing to read",
            "python", "not read: another program's, shown beside ours",
            "promql", "not read: Prometheus reads it",
            "dockerfile", "not read: an image's builder reads it");

    @TempDir
    private Path folder;

    @AfterAll
    static void tell() {
        LEDGER.print("Snippets of the documentation");
    }

    @TestFactory
    Stream<DynamicTest> everyBlockIsReadByWhatReadsIt() throws IOException {
        return Page.all().stream()
                .filter(page -> !page.blocks().isEmpty())
                .map(page -> DynamicTest.dynamicTest(
                        page.name(),
                        () -> assertThat(problems(page))
                                .as("mend the block, or add a rule to " + SnippetsTest.class.getName())
                                .isEmpty()));
    }

    @Test
    void wrongBlocksAreFoundWithTheirLine() throws IOException {
        Page page = Page.parse(Path.of("page.md"), """
                ```
                no language
                ```
                ```java
                int x = "text";
                ```
                ```yaml
                name: digits
                rounds: many
                ```
                ```yaml
                tifl: {leese: 30s}
                ```
                ```json
                {"a": }
                ```
                ```klingon
                qapla
                ```
                """);

        assertThat(problems(page))
                .hasSize(6)
                .anyMatch(it -> it.contains("page.md:1") && it.contains("language"))
                .anyMatch(it -> it.contains("page.md:5") && it.contains("incompatible"))
                .anyMatch(it -> it.contains("page.md:7") && it.contains("rounds"))
                .anyMatch(it -> it.contains("page.md:11") && it.contains("leese"))
                .anyMatch(it -> it.contains("page.md:14"))
                .anyMatch(it -> it.contains("page.md:17") && it.contains("klingon"));
    }

    @Test
    void filesOfAPageSeeEachOtherAndStatementsHaveWhatTheirNoteSays() throws IOException {
        Page page = Page.parse(Path.of("page.md"), """
                ```java
                record Pair(int a, int b) {}
                ```
                ```java
                final class Sum {
                    int of(Pair pair) { return pair.a() + pair.b(); }
                }
                ```

                <!-- with: Examples train = null; -->

                ```java
                LocalData data = new LocalData(train, train);
                ```
                """);

        assertThat(problems(page)).isEmpty();
    }

    private List<String> problems(Page page) throws IOException {
        List<String> problems = new ArrayList<>(JavaSnippets.problems(page, Files.createTempDirectory(folder, "java")));
        for (Page.Block block : page.blocks()) {
            try {
                LEDGER.add(read(block), page.at(block.line()));
            } catch (Exception wrong) {
                problems.add(page.at(block.line()) + ": " + wrong.getMessage());
            }
        }
        return problems;
    }

    private static String read(Page.Block block) throws Exception {
        String language = block.language().split(" ", 2)[0];
        return switch (language) {
            case "" -> throw new IllegalArgumentException("the block says no language; ```text where there is none");
            case "sh" -> "commands: see CommandsTest";
            case "java" -> block.note().startsWith("not compiled:") ? "java: " + block.note() : "java: compiled";
            case "yaml" -> "yaml: " + YamlSnippets.read(block.code());
            case "json" -> json(block.code());
            case "xml" -> xml(block.code());
            case "properties" -> properties(block.code());
            default -> notRead(language);
        };
    }

    private static String notRead(String language) {
        String why = NOT_READ.get(language);
        if (why == null) {
            throw new IllegalArgumentException("no rule for the language '" + language + "'");
        }
        return why;
    }

    private static String json(String code) {
        JsonMapper.shared().readTree(code);
        return "json: parsed";
    }

    private static String xml(String code) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        try {
            factory.newDocumentBuilder().parse(new InputSource(new StringReader("<page>" + code + "</page>")));
        } catch (SAXException e) {
            throw new IOException("not well-formed: " + e.getMessage(), e);
        }
        return "xml: parsed";
    }

    private static String properties(String code) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(code));
        Map<String, String> said = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            if (name.startsWith("tifl.")) {
                said.put(name, properties.getProperty(name));
            }
        }
        Settings.requireKnown(said);
        return "properties: read";
    }
}
