package io.tifl.leaf.store;

import io.tifl.leaf.Checksums;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * All that decides a set's content.
 *
 * @param dataset 1 to 64 of {@code a-z 0-9 -}
 * @param lines one fact each: a file's checksum, an option with its value. Without line breaks; their order counts
 */
public record Recipe(String dataset, List<String> lines) {
    private static final int ID_BYTES = 8;

    public Recipe {
        lines = List.copyOf(lines);
        if (!dataset.matches("[a-z0-9][a-z0-9-]{0,63}")) {
            throw new IllegalArgumentException("a data set's name is 1 to 64 of a-z, 0-9 and -, got '" + dataset + "'");
        }
        for (String line : lines) {
            if (line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0) {
                throw new IllegalArgumentException("a line of a recipe has no line breaks, got '" + line + "'");
            }
        }
    }

    /** This recipe with more lines. */
    public Recipe with(List<String> more) {
        List<String> all = new ArrayList<>(lines);
        all.addAll(more);
        return new Recipe(dataset, all);
    }

    /** 16 hexadecimal digits: the start of the SHA-256 of the format's version, the data set's name and the lines. */
    public String id() {
        String text = "tifl-set " + Head.VERSION + "\n" + dataset + "\n" + String.join("\n", lines) + "\n";
        byte[] digest = Checksums.digest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(digest, ID_BYTES));
    }
}
