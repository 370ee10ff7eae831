package io.tifl.experiments.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Which programs pages may call, and what is done with them. */
final class Programs {
    private static final Handling TIFL = new TiflCommands();
    private static final Handling CURL = new CurlCommands();
    private static final MavenCommands MAVEN = maven();

    /** Programs that are not run, and why. */
    private static final Map<String, String> ALLOWED = Map.ofEntries(
            Map.entry("cd", "changes the folder; commands of a page run in one"),
            Map.entry("mkdir", "makes a folder"),
            Map.entry("cat", "shows or writes a file"),
            Map.entry("cp", "copies a file"),
            Map.entry("ls", "lists files"),
            Map.entry("ln", "links a file"),
            Map.entry("echo", "shows or writes text"),
            Map.entry("tee", "writes text, often as root"),
            Map.entry("deploy/reproducible", "builds everything twice"),
            Map.entry("git", "fetches sources from elsewhere"),
            Map.entry("tar", "unpacks what a build makes; packaging's tests do it"),
            Map.entry("unzip", "unpacks what a build makes"),
            Map.entry("sha256sum", "compares what a build makes; packaging's tests do it"),
            Map.entry("openssl", "makes certificates; the tests of TLS make theirs in Java"),
            Map.entry("docker", "needs a daemon"),
            Map.entry("podman", "needs a container runtime"),
            Map.entry("skopeo", "needs a registry"),
            Map.entry("kubectl", "needs a cluster"),
            Map.entry("helm", "needs its program; packaging's tests render the chart"),
            Map.entry("systemctl", "needs root and systemd"),
            Map.entry("journalctl", "needs systemd"),
            Map.entry("useradd", "needs root"),
            Map.entry("install", "needs root"),
            Map.entry("chown", "needs root"),
            Map.entry("chmod", "changes rights of a file that a page's reader has"),
            Map.entry("gpg", "needs a key"),
            Map.entry("nvidia-smi", "needs a GPU"),
            Map.entry("bin/java", "runs an image that a profile of the build makes"),
            Map.entry("java", "runs a program that a build makes"),
            Map.entry("chromium", "needs a screen"),
            Map.entry("xdg-open", "needs a screen"),
            Map.entry("python", "another program's, shown beside ours"),
            Map.entry("python3", "another program's, shown beside ours"),
            Map.entry("pip", "installs another program"),
            Map.entry("npm", "fetches another program"),
            Map.entry("mlflow", "another program, which reads what tifl wrote; the exporter's tests read it back"),
            Map.entry("tensorboard", "another program, which reads what tifl wrote; the exporter's tests read it back"),
            Map.entry("flwr", "Flower's, shown beside ours"),
            Map.entry("prometheus", "another program; a test checks the names in its files"),
            Map.entry("promtool", "another program; a test checks the names in its files"),
            Map.entry("grafana", "another program; a test checks the names in its files"),
            Map.entry("source", "reads a completion script into the shell"));

    /** What a block's note begins with whose commands are parsed only. */
    private static final String NOT_RUN = "not run:";

    private Programs() {}

    private static MavenCommands maven() {
        try {
            return new MavenCommands();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link Handling#check}. */
    static String check(List<String> words, Page.Block block, Session session) throws Exception {
        if (block.note().startsWith(NOT_RUN)) {
            if (isTifl(words.getFirst())) {
                var _ = TiflCommands.parse(words.subList(1, words.size()));
            }
            return "not run, as the page's note says:" + block.note().substring(NOT_RUN.length());
        }
        String program = words.getFirst();
        if (program.equals("sudo")) {
            return check(words.subList(1, words.size()), block, session);
        } else if (isTifl(program)) {
            return TIFL.check(words, block, session);
        } else if (program.equals("java") && jar(words) > 0) {
            return TIFL.check(words.subList(jar(words), words.size()), block, session);
        } else if (program.equals("curl")) {
            return CURL.check(words, block, session);
        } else if (program.equals("./mvnw") || program.equals("mvn")) {
            return MAVEN.check(words, block, session);
        }
        String why = ALLOWED.get(program);
        if (why == null) {
            throw new IllegalArgumentException(
                    "no rule for the program '" + program + "'; the list is in " + Programs.class.getName());
        }
        return program + ": not run: " + why;
    }

    /** Checks a build that running text names. */
    static String build(List<String> words) throws IOException {
        return MAVEN.check(words);
    }

    private static boolean isTifl(String program) {
        return program.equals("tifl") || program.endsWith("/tifl");
    }

    /** Where tifl's jar stands in a call of Java, or 0. */
    private static int jar(List<String> words) {
        int jar = words.indexOf("-jar") + 1;
        return jar > 0 && jar < words.size() && words.get(jar).matches("(?:.*/)?tifl(?:-[\\w.-]*)?\\.jar") ? jar : 0;
    }
}
