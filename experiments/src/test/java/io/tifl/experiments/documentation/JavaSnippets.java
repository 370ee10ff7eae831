package io.tifl.experiments.documentation;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles the Java of a page against everything that tifl's tests can see.
 *
 * <p>Blocks that declare a type without indentation are files, and those of a page see each other. All others are statements,
 * compiled on their own. What a reader would have around them is said in a comment of HTML before the block, {@code <!-- with:
 * Examples train = null; -->}, which pages do not show.
 */
final class JavaSnippets {
    private static final Pattern TYPE =
            Pattern.compile("(?m)^(?:(?:public|final|abstract|sealed) )*(?:class|record|interface|enum) (\\w+)");
    private static final Pattern IMPORT = Pattern.compile("(?m)^\\s*import [^;]+;");
    private static final String WITH = "with:";

    /** Seen by statements without an import; their readers have an editor that adds them. */
    private static final List<String> PACKAGES = List.of(
            "java.io",
            "java.net",
            "java.nio.file",
            "java.time",
            "java.util",
            "java.util.concurrent",
            "io.tifl.protocol",
            "io.tifl.protocol.codec",
            "io.tifl.protocol.plugin",
            "io.tifl.protocol.secure",
            "io.tifl.protocol.task",
            "io.tifl.client",
            "io.tifl.client.device",
            "io.tifl.client.event",
            "io.tifl.client.kafka",
            "io.tifl.client.pace",
            "io.tifl.client.task");

    private JavaSnippets() {}

    /**
     * @param folder for what is compiled
     * @return what is wrong, each with file and line; empty if nothing is
     */
    static List<String> problems(Page page, Path folder) throws IOException {
        List<Source> files = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Page.Block block : page.blocks()) {
            if (block.language().equals("java") && !block.note().startsWith("not compiled:")) {
                Matcher type = TYPE.matcher(block.code());
                if (type.find()) {
                    files.add(new Source(page, block, type.group(1), block.code(), 0));
                } else {
                    problems.addAll(compile(List.of(statements(page, block)), folder));
                }
            }
        }
        if (!files.isEmpty()) {
            problems.addAll(compile(files, folder));
        }
        return problems;
    }

    private static Source statements(Page page, Page.Block block) {
        String given = block.note().startsWith(WITH) ? block.note().substring(WITH.length()) : "";
        StringBuilder head = new StringBuilder();
        PACKAGES.forEach(seen -> head.append("import ").append(seen).append(".*; "));
        for (Matcher found = IMPORT.matcher(given + "\n" + block.code()); found.find(); ) {
            head.append(found.group().strip()).append(' ');
        }
        head.append("@SuppressWarnings(\"all\") class Snippet { static void run() throws Exception { ")
                .append(IMPORT.matcher(given).replaceAll("").replace('\n', ' '))
                .append('\n');
        String body = IMPORT.matcher(block.code()).replaceAll("");
        return new Source(page, block, "Snippet", head + body + "\n}}\n", 1);
    }

    private static List<String> compile(List<Source> sources, Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-proc:none",
                "-nowarn",
                "--add-modules",
                "jdk.incubator.vector",
                "-d",
                folder.toString(),
                "-classpath",
                System.getProperty("java.class.path"));
        boolean _ = compiler.getTask(new StringWriter(), null, said, options, null, sources)
                .call();
        List<String> problems = new ArrayList<>();
        for (Diagnostic<? extends JavaFileObject> one : said.getDiagnostics()) {
            if (one.getKind() == Diagnostic.Kind.ERROR) {
                problems.add(
                        one.getSource() instanceof Source source
                                ? source.at(one.getLineNumber()) + ": " + one.getMessage(Locale.ROOT)
                                : one.getMessage(Locale.ROOT));
            }
        }
        return problems;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final Page page;
        private final Page.Block block;
        private final String code;
        private final int before;

        Source(Page page, Page.Block block, String name, String code, int before) {
            super(URI.create("snippet:///" + name + Kind.SOURCE.extension), Kind.SOURCE);
            this.page = page;
            this.block = block;
            this.code = code;
            this.before = before;
        }

        String at(long line) {
            return page.at((int) (block.line() + line - before));
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
