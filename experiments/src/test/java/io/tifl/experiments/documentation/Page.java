package io.tifl.experiments.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** A Markdown page: its blocks of code, its code in running text, where it points, and what can be pointed at. */
record Page(Path file, List<Block> blocks, List<Span> spans, List<Target> targets, Set<String> anchors) {
    private static final Parser PARSER = Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", "shared", ".git");
    private static final Pattern HTML_TARGET = Pattern.compile("(?:src|href|srcset)=\"([^\"]+)\"");
    private static final Pattern HTML_ANCHOR = Pattern.compile("(?:id|name)=\"([^\"]+)\"");

    /**
     * A block of code.
     *
     * @param line of its fence, from 1
     * @param language empty if it says none
     * @param note what a comment of HTML right before it says to the tests, empty for none
     */
    record Block(int line, String language, String code, String note) {}

    /** Code in running text. */
    record Span(int line, String code) {}

    /** A link or a picture. */
    record Target(int line, String address) {}

    /** The checkout. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("mvnw")) ? here : here.getParent();
    }

    /** All pages of the checkout, in order. */
    static List<Page> all() throws IOException {
        List<Path> files = new ArrayList<>();
        collect(root(), files);
        List<Page> pages = new ArrayList<>();
        for (Path file : files.stream().sorted().toList()) {
            pages.add(read(file));
        }
        return pages;
    }

    private static void collect(Path folder, List<Path> files) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                if (Files.isDirectory(entry) && !Files.isSymbolicLink(entry)) {
                    if (!NOT_OURS.contains(entry.getFileName().toString())) {
                        collect(entry, files);
                    }
                } else if (entry.toString().endsWith(".md")) {
                    files.add(entry);
                }
            }
        }
    }

    static Page read(Path file) throws IOException {
        return parse(file, Files.readString(file));
    }

    static Page parse(Path file, String text) {
        Reader reader = new Reader();
        PARSER.parse(text).accept(reader);
        return new Page(file, reader.blocks, reader.spans, reader.targets, reader.anchors.all());
    }

    /** Its path in the checkout. */
    String name() {
        Path root = root();
        return file.startsWith(root) ? root.relativize(file).toString().replace('\\', '/') : file.toString();
    }

    String at(int line) {
        return name() + ":" + line;
    }

    private static final class Reader extends AbstractVisitor {
        private final List<Block> blocks = new ArrayList<>();
        private final List<Span> spans = new ArrayList<>();
        private final List<Target> targets = new ArrayList<>();
        private final Anchors anchors = new Anchors();
        private int line = 1;

        private void at(Node node) {
            if (!node.getSourceSpans().isEmpty()) {
                line = node.getSourceSpans().getFirst().getLineIndex() + 1;
            }
        }

        @Override
        public void visit(FencedCodeBlock block) {
            at(block);
            String info = block.getInfo() == null ? "" : block.getInfo().strip();
            String note = block.getPrevious() instanceof HtmlBlock html ? note(html.getLiteral()) : "";
            blocks.add(new Block(line, info, block.getLiteral(), note));
        }

        @Override
        public void visit(IndentedCodeBlock block) {
            at(block);
            blocks.add(new Block(line, "", block.getLiteral(), ""));
        }

        private static String note(String html) {
            String comment = html.strip();
            return comment.startsWith("<!--") && comment.endsWith("-->")
                    ? comment.substring(4, comment.length() - 3).strip()
                    : "";
        }

        @Override
        public void visit(Heading heading) {
            StringBuilder title = new StringBuilder();
            heading.accept(new AbstractVisitor() {
                @Override
                public void visit(Text text) {
                    title.append(text.getLiteral());
                }

                @Override
                public void visit(Code code) {
                    title.append(code.getLiteral());
                }
            });
            anchors.addHeading(title.toString());
            visitChildren(heading);
        }

        @Override
        public void visit(Code code) {
            at(code);
            spans.add(new Span(line, code.getLiteral()));
        }

        @Override
        public void visit(Link link) {
            at(link);
            targets.add(new Target(line, link.getDestination()));
            visitChildren(link);
        }

        @Override
        public void visit(Image image) {
            at(image);
            targets.add(new Target(line, image.getDestination()));
            visitChildren(image);
        }

        @Override
        public void visit(HtmlBlock html) {
            at(html);
            html(html.getLiteral());
        }

        @Override
        public void visit(HtmlInline html) {
            at(html);
            html(html.getLiteral());
        }

        private void html(String text) {
            for (Matcher found = HTML_TARGET.matcher(text); found.find(); ) {
                targets.add(new Target(line, found.group(1)));
            }
            for (Matcher found = HTML_ANCHOR.matcher(text); found.find(); ) {
                anchors.add(found.group(1));
            }
        }
    }
}
