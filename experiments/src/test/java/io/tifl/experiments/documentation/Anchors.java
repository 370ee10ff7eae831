package io.tifl.experiments.documentation;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a page's headings are called in addresses, as GitHub makes it of them. */
final class Anchors {
    private final Set<String> all = new LinkedHashSet<>();
    private final Map<String, Integer> seen = new HashMap<>();

    void addHeading(String title) {
        String slug = slug(title);
        int before = seen.merge(slug, 1, Integer::sum) - 1;
        all.add(before == 0 ? slug : slug + "-" + before);
    }

    void add(String name) {
        all.add(name);
    }

    Set<String> all() {
        return all;
    }

    static String slug(String title) {
        StringBuilder slug = new StringBuilder();
        title.strip().toLowerCase(Locale.ROOT).codePoints().forEach(c -> {
            if (c == ' ') {
                slug.append('-');
            } else if (Character.isLetterOrDigit(c) || c == '-' || c == '_') {
                slug.appendCodePoint(c);
            }
        });
        return slug.toString();
    }
}
