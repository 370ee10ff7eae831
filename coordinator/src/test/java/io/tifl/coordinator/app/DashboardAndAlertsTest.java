package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What is shipped for Grafana and Prometheus asks for nothing that a coordinator does not offer. */
class DashboardAndAlertsTest {
    private static final Path ROOT = root();
    private static final Path DASHBOARD = ROOT.resolve("deploy/grafana/tifl-dashboard.json");
    private static final Path ALERTS = ROOT.resolve("deploy/prometheus/alerts.yaml");
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    /** Words of PromQL's expressions that are no metrics. */
    private static final Set<String> WORDS = Set.of(
            "by",
            "without",
            "on",
            "ignoring",
            "group_left",
            "group_right",
            "and",
            "or",
            "unless",
            "bool",
            "offset",
            "Inf");

    private static final Pattern STRINGS = Pattern.compile("\"[^\"]*\"");
    private static final Pattern LABELS = Pattern.compile("\\{[^}]*}");
    private static final Pattern GROUPS =
            Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern RANGES = Pattern.compile("\\[[^]]*]");
    private static final Pattern NAME = Pattern.compile("(?<![0-9.])\\b([a-zA-Z_:][a-zA-Z0-9_:]*)\\b(\\s*\\()?");

    @TempDir
    private Path data;

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("mvnw")) ? here : here.resolve("..").normalize();
    }

    /** The metrics an expression asks for. */
    private static Set<String> metrics(String expression) {
        String bare = STRINGS.matcher(expression).replaceAll("");
        bare = LABELS.matcher(bare).replaceAll("");
        bare = GROUPS.matcher(bare).replaceAll(" ");
        bare = RANGES.matcher(bare).replaceAll("");
        Set<String> found = new TreeSet<>();
        Matcher names = NAME.matcher(bare);
        while (names.find()) {
            if (names.group(2) == null && !WORDS.contains(names.group(1))) {
                found.add(names.group(1));
            }
        }
        return found;
    }

    /** Labels that an expression names, in braces or in groups. */
    private static Set<String> labels(String expression) {
        Set<String> found = new TreeSet<>();
        Matcher braces = Pattern.compile("\\{([^}]*)}").matcher(expression);
        while (braces.find()) {
            Matcher label = Pattern.compile("([a-z_]+)\\s*[=!]").matcher(braces.group(1));
            while (label.find()) {
                found.add(label.group(1));
            }
        }
        Matcher groups = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)")
                .matcher(expression);
        while (groups.find()) {
            found.addAll(List.of(groups.group(1).split("[,\\s]+", -1)));
        }
        return found;
    }

    private static List<Map<?, ?>> panels() throws IOException {
        Map<String, Object> dashboard = JsonMapper.builder().build().readValue(Files.readString(DASHBOARD), OBJECT);
        return list(dashboard.get("panels"));
    }

    private static List<Map<?, ?>> list(@Nullable Object some) {
        List<Map<?, ?>> maps = new ArrayList<>();
        ((List<?>) Objects.requireNonNull(some)).forEach(each -> maps.add((Map<?, ?>) each));
        return maps;
    }

    private static Map<String, String> expressionsOfPanels() throws IOException {
        Map<String, String> expressions = new LinkedHashMap<>();
        for (Map<?, ?> panel : panels()) {
            if (panel.get("targets") != null) {
                for (Map<?, ?> target : list(panel.get("targets"))) {
                    expressions.put(panel.get("title") + " " + target.get("refId"), String.valueOf(target.get("expr")));
                }
            }
        }
        return expressions;
    }

    private static List<Map<?, ?>> rules() throws IOException {
        Map<String, Object> file = new YAMLMapper().readValue(Files.readString(ALERTS), OBJECT);
        List<Map<?, ?>> rules = new ArrayList<>();
        list(file.get("groups")).forEach(group -> rules.addAll(list(group.get("rules"))));
        return rules;
    }

    /** A coordinator whose job ran, one with noise among them, so that all that is offered is there. */
    private Scrape ofAServiceThatRan() throws Exception {
        try (Service service = Service.start(data)) {
            try (Crew _ = new Crew(service.enrol(3), Device::serve)) {
                service.create(
                        "{name: noisy, model: flat, rounds: 2, clients-per-round: 2, quorum: 2, least-clients: 3,"
                                + " evaluate-every: 1, sync-rounds: 1, policy: uniform, wrappers: {clip: 1, noise: 8, epsilon: 9,"
                                + " delta: 1e-6}}");
                service.await("noisy", "completed");
            }
            // The collector of garbage has worked once, as it has in any coordinator that is more than minutes old.
            System.gc();
            return service.scrape();
        }
    }

    @Test
    void everyMetricOfTheDashboardAndOfTheAlertsIsOffered() throws Exception {
        Map<String, String> expressions = expressionsOfPanels();
        rules().forEach(rule -> expressions.put(String.valueOf(rule.get("alert")), String.valueOf(rule.get("expr"))));
        Scrape scrape = ofAServiceThatRan();

        Set<String> offered = scrape.names();
        Map<String, Set<String>> missing = new LinkedHashMap<>();
        expressions.forEach((where, expression) -> {
            Set<String> asked = metrics(expression);
            assertThat(asked).as(where + ": " + expression).isNotEmpty();
            asked.removeAll(offered);
            if (!asked.isEmpty()) {
                missing.put(where, asked);
            }
        });
        assertThat(missing).isEmpty();

        Set<String> labels = new TreeSet<>(Set.of("le", "instance"));
        Matcher offeredLabels = Pattern.compile("([a-z_]+)=\"")
                .matcher(String.join(" ", scrape.series().keySet()));
        while (offeredLabels.find()) {
            labels.add(offeredLabels.group(1));
        }
        expressions.forEach((where, expression) -> assertThat(labels).as(where).containsAll(labels(expression)));
    }

    @Test
    void namesAreFoundInExpressions() {
        assertThat(metrics(
                        "histogram_quantile(0.9, sum by (le, job) (rate(a_bucket{job=~\"$job\",x!=\"\"}[5m]))) > 2e8"))
                .containsExactly("a_bucket");
        assertThat(
                        metrics(
                                "a / ignoring(phase) group_left sum(rate(b[5m])) and c == 1 or predict_linear(d[6h], 86400) < 0"))
                .containsExactly("a", "b", "c", "d");
        assertThat(metrics("time() - e > 3600 and on (job) f < +Inf")).containsExactly("e", "f");
    }

    @Test
    void theDashboardHasARowForEachSubject() throws Exception {
        assertThat(panels().stream()
                        .filter(panel -> "row".equals(panel.get("type")))
                        .map(panel -> String.valueOf(panel.get("title"))))
                .containsExactly(
                        "Rounds", "Tiers", "Clients", "Bytes", "Store and lead", "Kafka, operators, traces", "JVM");
        assertThat(panels().stream().map(panel -> panel.get("id"))).doesNotHaveDuplicates();
    }

    @Test
    void everyAlertSaysHowBadItIsAndWhereItsRunbookIs() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/observability.md"));
        Set<String> sections = new TreeSet<>();
        page.lines()
                .filter(line -> line.startsWith("### "))
                .forEach(line -> sections.add(line.substring(4).strip().toLowerCase(java.util.Locale.ROOT)));
        List<Map<?, ?>> rules = rules();

        assertThat(rules).hasSizeGreaterThanOrEqualTo(12);
        assertThat(rules.stream().map(rule -> rule.get("alert"))).doesNotHaveDuplicates();
        for (Map<?, ?> rule : rules) {
            String name = String.valueOf(rule.get("alert"));
            Map<?, ?> labels = (Map<?, ?>) Objects.requireNonNull(rule.get("labels"));
            Map<?, ?> annotations = (Map<?, ?>) Objects.requireNonNull(rule.get("annotations"));
            assertThat(String.valueOf(labels.get("severity"))).as(name).isIn("critical", "warning", "info");
            assertThat(String.valueOf(annotations.get("summary"))).as(name).hasSizeGreaterThan(20);
            assertThat(String.valueOf(rule.get("for"))).as(name).matches("[0-9]+[smh]");
            String runbook = String.valueOf(annotations.get("runbook_url"));
            assertThat(runbook).as(name).startsWith("docs/observability.md#");
            assertThat(sections).as(name).contains(runbook.substring(runbook.indexOf('#') + 1));
        }
        // And no section without an alert.
        assertThat(sections.stream().filter(section -> section.startsWith("tifl")))
                .hasSize(rules.size());
    }
}
