package io.tifl.leaf.raw;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.set.LeafForms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The words of Reddit's comments that have a token of their own. Immutable, thread-safe. */
public final class RedditVocabulary {
    /** Fills up sequences. */
    public static final String PADDING = "<PAD>";

    /** Stands for unknown words. */
    public static final String UNKNOWN = "<UNK>";

    /** The token of unknown words. */
    public static final int UNKNOWN_TOKEN = 1;

    private static final JsonFactory JSON = new JsonFactory();
    private static final int MAX_BYTES = 1 << 24;

    private final List<String> words;
    private final Map<String, Integer> tokens = new HashMap<>();

    /**
     * A vocabulary in the order of its tokens.
     *
     * @throws IllegalArgumentException if it does not begin with {@link #PADDING} and {@link #UNKNOWN}, has a word twice, or has
     *     more than 10,000
     */
    public RedditVocabulary(List<String> words) {
        this.words = List.copyOf(words);
        for (int i = 0; i < words.size(); i++) {
            if (tokens.putIfAbsent(words.get(i), i) != null) {
                throw new IllegalArgumentException("the word " + Quoted.of(words.get(i)) + " comes twice");
            }
        }
        if (words.size() > LeafForms.REDDIT_WORDS
                || !words.subList(0, Math.min(2, words.size())).equals(List.of(PADDING, UNKNOWN))) {
            throw new IllegalArgumentException("expected at most " + LeafForms.REDDIT_WORDS + " words, the first "
                    + PADDING + " and " + UNKNOWN + ", got " + words.size());
        }
    }

    /** The most frequent words, as LEAF chooses them. */
    static RedditVocabulary of(WordCounts counts) {
        List<String> words = new ArrayList<>(List.of(PADDING, UNKNOWN));
        // LEAF counts padding, which takes a place among the words but has its own token, and so leaves the last one
        // free.
        counts.mostFrequent(LeafForms.REDDIT_WORDS - 1).stream()
                .filter(word -> !word.equals(PADDING) && !word.equals(UNKNOWN))
                .limit(LeafForms.REDDIT_WORDS - 3)
                .forEach(words::add);
        return new RedditVocabulary(words);
    }

    /**
     * Reads LEAF's vocabulary as JSON, {@code {"vocab": {word: token}, ...}}, plain or gzipped.
     *
     * @throws IOException if that is not what the file holds
     */
    public static RedditVocabulary read(Path file) throws IOException {
        byte[] bytes = Bounded.read(file, MAX_BYTES);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            return new RedditVocabulary(inOrder(tokens(parser)));
        } catch (JacksonException e) {
            throw new IOException(file + " is no JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no vocabulary of Reddit: " + e.getMessage(), e);
        }
    }

    private static Map<String, Integer> tokens(JsonParser parser) {
        require(parser.nextToken() == JsonToken.START_OBJECT, "expected an object");
        Map<String, Integer> tokens = Map.of();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isVocabulary = "vocab".equals(parser.currentName());
            JsonToken value = parser.nextToken();
            if (isVocabulary) {
                require(value == JsonToken.START_OBJECT, "expected an object of words as 'vocab'");
                tokens = words(parser);
            } else {
                parser.skipChildren();
            }
        }
        return tokens;
    }

    private static Map<String, Integer> words(JsonParser parser) {
        Map<String, Integer> tokens = new HashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String word = parser.currentName();
            require(parser.nextToken() == JsonToken.VALUE_NUMBER_INT, "expected the token of " + Quoted.of(word));
            tokens.put(word, parser.getIntValue());
        }
        return tokens;
    }

    private static List<String> inOrder(Map<String, Integer> tokens) {
        List<String> words = new ArrayList<>(Collections.nCopies(tokens.size(), ""));
        tokens.forEach((word, token) -> {
            require(
                    token >= 0 && token < words.size(),
                    "the token of " + Quoted.of(word) + " is " + token + " among " + words.size());
            require(words.get(token).isEmpty(), "two words have the token " + token);
            words.set(token, word);
        });
        return words;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** In the order of their tokens, from 0. */
    public List<String> words() {
        return words;
    }

    /** The token of a word; that of unknown words if it has none. */
    public int token(String word) {
        return tokens.getOrDefault(word, UNKNOWN_TOKEN);
    }

    String sha256() {
        return Checksums.sha256(String.join("\n", words).getBytes(StandardCharsets.UTF_8));
    }
}
