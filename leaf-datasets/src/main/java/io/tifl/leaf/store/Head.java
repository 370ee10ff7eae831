package io.tifl.leaf.store;

import io.tifl.leaf.set.Column;
import io.tifl.leaf.set.ElementType;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.Reading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * What a set's file says of itself, as lines of text.
 *
 * @param parts by name, in the order of the file
 * @param checksums where the checksums of the blocks lie
 */
record Head(Recipe recipe, Form form, SequencedMap<String, PartHead> parts, Place checksums) {
    static final int VERSION = 1;

    /**
     * A part.
     *
     * @param places of its columns by name
     */
    record PartHead(int rows, int users, SequencedMap<String, Place> places) {}

    /** Bytes of the file. */
    record Place(long offset, long length) {
        long end() {
            return Math.addExact(offset, length);
        }
    }

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("tifl-set " + VERSION);
        lines.add("dataset " + form.dataset());
        lines.add("features " + text(form.features()));
        lines.add("reading " + form.reading());
        lines.add("labels " + text(form.labels()));
        lines.add("classes " + form.classes());
        lines.add("notes " + form.notes());
        lines.add("name " + recipe.dataset());
        recipe.lines().forEach(line -> lines.add("recipe " + line));
        parts.forEach((name, part) -> {
            lines.add("part " + name + " " + part.rows + " " + part.users);
            part.places.forEach(
                    (column, place) -> lines.add("column " + column + " " + place.offset + " " + place.length));
        });
        lines.add("checksums " + checksums.offset + " " + checksums.length);
        return String.join("\n", lines) + "\n";
    }

    private static String text(Column column) {
        String shape = column.shape().stream().map(String::valueOf).collect(Collectors.joining(","));
        return column.type() + " [" + shape + "]";
    }

    /** @throws IllegalArgumentException if it is not such a text */
    static Head parse(String text) {
        return new Parser(text).head();
    }

    private static final class Parser {
        private final String[] lines;
        private int next;

        Parser(String text) {
            this.lines = text.split("\n", -1);
        }

        Head head() {
            String version = take("tifl-set");
            if (!version.equals(Integer.toString(VERSION))) {
                throw new IllegalArgumentException("version " + version + ", expected " + VERSION);
            }
            Form form = new Form(
                    take("dataset"),
                    column(take("features")),
                    Reading.valueOf(take("reading")),
                    column(take("labels")),
                    Integer.parseInt(take("classes")),
                    Boolean.parseBoolean(take("notes")));
            Recipe recipe = new Recipe(take("name"), takeAll("recipe"));
            SequencedMap<String, PartHead> parts = new LinkedHashMap<>();
            while (isNext("part")) {
                String[] words = words(take("part"), 3);
                parts.put(words[0], new PartHead(count(words[1]), count(words[2]), places()));
            }
            String[] words = words(take("checksums"), 2);
            return new Head(recipe, form, parts, new Place(number(words[0]), number(words[1])));
        }

        private SequencedMap<String, Place> places() {
            SequencedMap<String, Place> places = new LinkedHashMap<>();
            while (isNext("column")) {
                String[] words = words(take("column"), 3);
                places.put(words[0], new Place(number(words[1]), number(words[2])));
            }
            return places;
        }

        private boolean isNext(String key) {
            return next < lines.length && lines[next].startsWith(key + " ");
        }

        private String take(String key) {
            if (!isNext(key)) {
                throw new IllegalArgumentException("line " + (next + 1) + " is not '" + key + "'");
            }
            return lines[next++].substring(key.length() + 1);
        }

        private List<String> takeAll(String key) {
            List<String> all = new ArrayList<>();
            while (isNext(key)) {
                all.add(take(key));
            }
            return all;
        }

        private static Column column(String text) {
            String[] words = words(text, 2);
            String shape = words[1].substring(1, words[1].length() - 1);
            List<Integer> lengths = new ArrayList<>();
            for (String length : shape.isEmpty() ? new String[0] : shape.split(",", -1)) {
                lengths.add(count(length));
            }
            return new Column(ElementType.valueOf(words[0]), lengths);
        }

        private static String[] words(String text, int count) {
            String[] words = text.split(" ", -1);
            if (words.length != count) {
                throw new IllegalArgumentException("expected " + count + " words, got '" + text + "'");
            }
            return words;
        }

        private static int count(String text) {
            return Math.toIntExact(number(text));
        }

        private static long number(String text) {
            long number = Long.parseLong(text);
            if (number < 0) {
                throw new IllegalArgumentException("expected 0 or more, got " + number);
            }
            return number;
        }
    }
}
