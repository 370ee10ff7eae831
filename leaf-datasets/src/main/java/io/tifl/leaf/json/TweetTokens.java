package io.tifl.leaf.json;

import io.tifl.leaf.set.LeafForms;
import java.util.Arrays;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first 25 words and signs of a tweet as LEAF's model reads them: {@code [\w']+|[.,!?;]}, case kept, filled up with the
 * token of unknown words.
 *
 * @param words of the vocabulary; the token of unknown words
 * @param vocabulary the token of a word, 0 to {@code words - 1}; anything else if it is unknown
 */
public record TweetTokens(int words, ToIntFunction<String> vocabulary) {
    private static final Pattern WORD = Pattern.compile("[\\w']+|[.,!?;]", Pattern.UNICODE_CHARACTER_CLASS);

    /**
     * Every word is known, by its hash (Weinberger et al., "Feature hashing", ICML 2009): for where there is no vocabulary.
     *
     * @param words more make collisions fewer
     */
    public static TweetTokens hashed(int words) {
        return new TweetTokens(words, word -> Math.floorMod(word.hashCode() * 0x9e3779b9, words));
    }

    /** The 25 tokens of a text. */
    public int[] of(String text) {
        int[] tokens = new int[LeafForms.TWEET_TOKENS];
        Arrays.fill(tokens, words);
        Matcher word = WORD.matcher(text);
        for (int i = 0; i < tokens.length && word.find(); i++) {
            int token = vocabulary.applyAsInt(word.group());
            tokens[i] = token >= 0 && token < words ? token : words;
        }
        return tokens;
    }
}
