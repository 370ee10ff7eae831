package io.tifl.leaf.raw;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A vocabulary in a text file of UTF-8: a word a line, with or without numbers after it as GloVe has them. */
final class WordList {
    private static final int MAX_WORD = 1_000;

    private WordList() {}

    /** The words before the first space of every line, up to so many lines; plain or gzipped. */
    static List<String> read(Path file, int most) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "no vocabulary file " + file + "; expected a word a line, or GloVe's vectors as text");
        }
        List<String> words = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Bounded.open(file), StandardCharsets.UTF_8.newDecoder()))) {
            for (String line = in.readLine(); line != null && words.size() < most; line = in.readLine()) {
                words.add(word(file, words.size(), line));
            }
        } catch (CharacterCodingException e) {
            throw new IOException(file + ", line " + (words.size() + 1) + " or after: not UTF-8", e);
        }
        if (words.isEmpty()) {
            throw new IOException(file + " is empty, expected a word a line");
        }
        return List.copyOf(words);
    }

    private static String word(Path file, int index, String line) throws IOException {
        int end = line.indexOf(' ');
        String word = end < 0 ? line : line.substring(0, end);
        if (word.isEmpty() || word.length() > MAX_WORD) {
            throw new IOException(file + ", line " + (index + 1) + ": expected a word of 1 to " + MAX_WORD
                    + " characters, got " + Quoted.of(line));
        }
        return word;
    }
}
