package io.tifl.experiments.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every link within the checkout, of every page, leads somewhere. */
final class LinksTest {
    private static final String INDEX = "docs/README.md";

    @Test
    void everyRelativeLinkAndAnchorExists() throws IOException {
        List<Page> pages = Page.all();

        List<String> broken = broken(pages);

        assertThat(pages).hasSizeGreaterThan(30);
        assertThat(broken)
                .as("links that lead nowhere: correct the link, or write what it points to")
                .isEmpty();
    }

    @Test
    void everyPageOfTheDocumentationIsReachedFromItsIndex() throws IOException {
        Map<Path, Page> pages = new HashMap<>();
        Page.all().forEach(page -> pages.put(page.file().normalize(), page));
        Path start = Page.root().resolve(INDEX);
        List<Path> reached = new ArrayList<>(List.of(start));
        for (int i = 0; i < reached.size(); i++) {
            for (Page.Target target : pages.get(reached.get(i)).targets()) {
                Path to = reached.get(i).resolveSibling(path(target.address())).normalize();
                if (pages.containsKey(to) && !reached.contains(to)) {
                    reached.add(to);
                }
            }
        }

        assertThat(pages.keySet())
                .filteredOn(page -> page.startsWith(Page.root().resolve("docs")))
                .as("pages that no way leads to from " + INDEX + ": add them there")
                .allMatch(reached::contains);
    }

    @Test
    void linkToNothingIsFound(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("other.md"), "# Some `code`, and more\n# Twice\n# Twice\n");
        Page page = Page.parse(folder.resolve("page.md"), """
                # Here
                [a](other.md#some-code-and-more) [b](other.md#twice-1) [c](#here) [d](https://elsewhere/x)
                [e](other.md#twice-2) [f](#there)
                [g](missing.md)
                <img src="missing.svg">
                """);

        assertThat(broken(List.of(page)))
                .hasSize(4)
                .anyMatch(it -> it.contains("page.md:3") && it.contains("twice-2"))
                .anyMatch(it -> it.contains("page.md:3") && it.contains("#there"))
                .anyMatch(it -> it.contains("page.md:4") && it.contains("missing.md"))
                .anyMatch(it -> it.contains("missing.svg"));
    }

    private static List<String> broken(List<Page> pages) throws IOException {
        List<String> broken = new ArrayList<>();
        for (Page page : pages) {
            for (Page.Target target : page.targets()) {
                if (!target.address().matches("[a-z]+:.*") && !exists(page, target.address())) {
                    broken.add(page.at(target.line()) + ": " + target.address());
                }
            }
        }
        return broken;
    }

    private static boolean exists(Page page, String address) throws IOException {
        Path file = page.file().resolveSibling(path(address)).normalize();
        String self = page.file().getFileName().toString();
        if (path(address).isEmpty()) {
            file = page.file().resolveSibling(self);
        }
        int hash = address.indexOf('#');
        if (hash < 0) {
            return Files.exists(file);
        }
        Set<String> anchors = file.equals(page.file())
                ? page.anchors()
                : Files.exists(file) ? Page.read(file).anchors() : Set.of();
        return anchors.contains(address.substring(hash + 1));
    }

    private static String path(String address) {
        int hash = address.indexOf('#');
        return hash < 0 ? address : address.substring(0, hash);
    }
}
