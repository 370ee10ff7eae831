package io.tifl.leaf.json;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** LEAF's JSON files of a folder, in the order of the numbers in their names: {@code all_data_2} before {@code all_data_10}. */
public final class LeafFiles {
    private static final Pattern PIECE = Pattern.compile("[0-9]+|[^0-9]+");

    private LeafFiles() {}

    /**
     * A file itself, or the {@code .json} and {@code .json.gz} files of a folder; hidden ones do not count.
     *
     * @throws IOException if there is none
     */
    public static List<Path> of(Path fileOrFolder) throws IOException {
        if (Files.isRegularFile(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        if (!Files.isDirectory(fileOrFolder)) {
            throw new IOException("no file or folder " + fileOrFolder + "; expected LEAF's JSON, such as"
                    + " data/femnist/data/all_data");
        }
        try (Stream<Path> files = Files.list(fileOrFolder)) {
            List<Path> found = files.filter(LeafFiles::isJson)
                    .sorted(Comparator.comparing(file -> file.getFileName().toString(), LeafFiles::compare))
                    .toList();
            if (found.isEmpty()) {
                throw new IOException("no .json files in " + fileOrFolder);
            }
            return found;
        }
    }

    private static boolean isJson(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".json") || name.endsWith(".json.gz"));
    }

    /** Numbers by their values, all else as text. */
    static int compare(String left, String right) {
        List<String> leftPieces = pieces(left);
        List<String> rightPieces = pieces(right);
        for (int i = 0; i < Math.min(leftPieces.size(), rightPieces.size()); i++) {
            int order = comparePieces(leftPieces.get(i), rightPieces.get(i));
            if (order != 0) {
                return order;
            }
        }
        int order = Integer.compare(leftPieces.size(), rightPieces.size());
        return order != 0 ? order : left.compareTo(right);
    }

    private static List<String> pieces(String name) {
        String stem = name.replaceFirst("\\.json(\\.gz)?$", "");
        return new ArrayList<>(
                PIECE.matcher(stem).results().map(MatchResult::group).toList());
    }

    private static int comparePieces(String left, String right) {
        if (Character.isDigit(left.charAt(0)) && Character.isDigit(right.charAt(0))) {
            return new BigInteger(left).compareTo(new BigInteger(right));
        }
        return left.compareTo(right);
    }
}
