package io.tifl.leaf.raw;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * CelebA's tables: who is on which image, and whether they smile.
 *
 * @param images of every person, in the order of the table; persons in the order of their first image, as in LEAF
 * @param smiles by image
 */
record CelebaTables(SequencedMap<String, List<String>> images, Map<String, Boolean> smiles) {
    private static final int MAX_BYTES = 1 << 27;
    private static final String SMILING = "Smiling";
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9_-]{1,64}\\.(jpg|png)");
    private static final Pattern PERSON = Pattern.compile("[0-9]{1,9}");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    static CelebaTables read(Path identities, Path attributes) throws IOException {
        SequencedMap<String, List<String>> images = identities(identities);
        Map<String, Boolean> smiles = attributes(attributes);
        long count = images.values().stream().mapToLong(List::size).sum();
        if (count != smiles.size()) {
            throw new IOException(identities + " has " + count + " images, " + attributes + " has " + smiles.size()
                    + "; one of them is cut off");
        }
        for (List<String> ofOne : images.values()) {
            for (String image : ofOne) {
                if (!smiles.containsKey(image)) {
                    throw new IOException(attributes + " has no line for " + image + ", which is in " + identities);
                }
            }
        }
        return new CelebaTables(images, smiles);
    }

    boolean smiles(String image) {
        return smiles.getOrDefault(image, false);
    }

    private static SequencedMap<String, List<String>> identities(Path file) throws IOException {
        SequencedMap<String, List<String>> images = new LinkedHashMap<>();
        Map<String, String> personOf = new HashMap<>();
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String[] cells = cells(lines.get(i));
            if (cells.length == 0) {
                continue;
            }
            if (cells.length != 2
                    || !IMAGE.matcher(cells[0]).matches()
                    || !PERSON.matcher(cells[1]).matches()) {
                throw bad(file, i, "the name of an image and the number of a person", lines.get(i));
            }
            if (personOf.putIfAbsent(cells[0], cells[1]) != null) {
                throw bad(file, i, "every image once", lines.get(i));
            }
            images.computeIfAbsent(cells[1], _ -> new ArrayList<>()).add(cells[0]);
        }
        if (images.isEmpty()) {
            throw new IOException(file + " is empty, expected a line for every image");
        }
        return images;
    }

    private static Map<String, Boolean> attributes(Path file) throws IOException {
        List<String> lines = lines(file);
        int column = lines.size() < 2 ? -1 : List.of(cells(lines.get(1))).indexOf(SMILING);
        if (column < 0) {
            throw bad(file, 1, "names of attributes, " + SMILING + " among them", lines.size() < 2 ? "" : lines.get(1));
        }
        int columns = cells(lines.get(1)).length;
        Map<String, Boolean> smiles = new HashMap<>();
        for (int i = 2; i < lines.size(); i++) {
            String[] cells = cells(lines.get(i));
            if (cells.length == 0) {
                continue;
            }
            if (cells.length != columns + 1 || !isSign(cells[column + 1])) {
                throw bad(file, i, "the name of an image and " + columns + " numbers, each -1 or 1", lines.get(i));
            }
            if (smiles.putIfAbsent(cells[0], "1".equals(cells[column + 1])) != null) {
                throw bad(file, i, "every image once", lines.get(i));
            }
        }
        if (!lines.getFirst().strip().equals(Integer.toString(smiles.size()))) {
            throw bad(
                    file, 0, smiles.size() + ", for so many images follow; the file may be cut off", lines.getFirst());
        }
        return smiles;
    }

    private static boolean isSign(String cell) {
        return "1".equals(cell) || "-1".equals(cell);
    }

    private static List<String> lines(Path file) throws IOException {
        return new String(Bounded.read(file, MAX_BYTES), StandardCharsets.ISO_8859_1)
                .lines()
                .toList();
    }

    private static String[] cells(String line) {
        String stripped = line.strip();
        return stripped.isEmpty() ? new String[0] : SPACE.split(stripped);
    }

    private static IOException bad(Path file, int line, String expected, String got) {
        return new IOException(file + ", line " + (line + 1) + ": expected " + expected + ", got " + Quoted.of(got));
    }
}
