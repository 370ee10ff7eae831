package io.tifl.experiments.documentation;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks builds without building: that modules, profiles, goals, tests and benchmarks are there. To build within a test of the
 * build would take as long again.
 */
final class MavenCommands implements Handling {
    private static final Set<String> PHASES = Set.of(
            "clean", "validate", "compile", "test", "test-compile", "package", "verify", "install", "deploy", "site");
    private static final Set<String> FLAGS = Set.of("-B", "-q", "-o", "-am", "-amd", "-e", "-U", "-T1C", "-N", "-ntp");
    private static final Pattern ID = Pattern.compile("<profile>(?:\\s|<!--.*?-->)*<id>([^<]+)</id>", Pattern.DOTALL);
    private static final Pattern PLUGIN =
            Pattern.compile("<artifactId>(?:maven-([a-z0-9-]+)-plugin|([a-z0-9-]+)-maven-plugin)</artifactId>");
    private static final Set<String> PLACEHOLDERS = Set.of("CLASS", "NONE", "none", "FooTest");

    private final Set<String> profiles = new TreeSet<>();
    private final Set<String> plugins = new TreeSet<>(Set.of("help", "versions", "dependency"));

    MavenCommands() throws IOException {
        for (Path pom : files("pom.xml")) {
            String text = Files.readString(pom);
            for (Matcher found = ID.matcher(text); found.find(); ) {
                profiles.add(found.group(1));
            }
            for (Matcher found = PLUGIN.matcher(text); found.find(); ) {
                plugins.add(found.group(1) == null ? found.group(2) : found.group(1));
            }
        }
    }

    static List<Path> files(String name) throws IOException {
        return matching(FileSystems.getDefault().getPathMatcher("glob:**/" + name));
    }

    private static List<Path> matching(PathMatcher matcher) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Page.root())) {
            for (Path module : modules.filter(one -> !one.endsWith("target") && !one.endsWith("shared"))
                    .toList()) {
                try (Stream<Path> all = Files.find(
                        module,
                        20,
                        (file, _) -> matcher.matches(file) && !file.toString().contains("/target/"))) {
                    found.addAll(all.toList());
                }
            }
        }
        return found;
    }

    @Override
    public String check(List<String> words, Page.Block block, Session session) throws IOException {
        return check(words);
    }

    String check(List<String> words) throws IOException {
        int goals = 0;
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.equals("-pl") || word.equals("-f") || word.equals("-P")) {
                i++;
                requireKnown(word, words.get(i));
            } else if (word.startsWith("-P")) {
                requireKnown("-P", word.substring(2));
            } else if (word.startsWith("-D")) {
                requireProperty(word.substring(2));
            } else if (word.startsWith("-")) {
                require(FLAGS.contains(word), "no rule for Maven's option " + word);
            } else {
                requireGoal(word);
                goals++;
            }
        }
        require(goals > 0 || words.contains("--version"), "no goal");
        return "mvnw: modules, profiles, goals and tests are there; not built, since this is a part of a build";
    }

    private void requireKnown(String option, String values) {
        for (String value : values.split(",", -1)) {
            if (option.equals("-P")) {
                require(profiles.contains(value), "there is no profile " + value + " among " + profiles);
            } else {
                Path module = Page.root().resolve(value);
                require(Files.exists(module.resolve("pom.xml")) || Files.isRegularFile(module), "no module " + value);
            }
        }
    }

    private void requireGoal(String goal) {
        int colon = goal.indexOf(':');
        if (colon < 0) {
            require(PHASES.contains(goal), "Maven has no phase " + goal);
        } else {
            require(plugins.contains(goal.substring(0, colon)), "no pom has the plugin of " + goal);
        }
    }

    private static void requireProperty(String property) throws IOException {
        int equals = property.indexOf('=');
        String name = equals < 0 ? property : property.substring(0, equals);
        if (name.equals("test") || name.equals("bench")) {
            for (String value : property.substring(equals + 1).split(",", -1)) {
                String type = value.split("[#. ]", 2)[0];
                require(
                        PLACEHOLDERS.contains(type) || !files(type + ".java").isEmpty(),
                        "there is no class " + type + " for -D" + property);
            }
        } else if (name.equals("benchmark.main") || name.equals("bench.main")) {
            String type = property.substring(property.lastIndexOf('.') + 1);
            require(!files(type + ".java").isEmpty(), "there is no class " + type);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
