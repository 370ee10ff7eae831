package io.tifl.leaf.json;

import java.util.List;

/** The JSON of each of LEAF's data sets. */
public final class LeafCodecs {
    private LeafCodecs() {}

    /** Images as 784 numbers from 0 to 1, each the 255th of a byte to within 1e-4 of a 255th. */
    public static LeafCodec femnist() {
        return new FemnistCodec();
    }

    /** Windows of 80 characters of Latin-1, and the character that follows. */
    public static LeafCodec shakespeare() {
        return new ShakespeareCodec();
    }

    /** Tweets as arrays of strings, the text at index 4. */
    public static LeafCodec sent140(TweetTokens tokens) {
        return new TweetCodec(tokens);
    }

    /** Names of images; the images themselves are not in LEAF's JSON. */
    public static LeafCodec celeba() {
        return new CelebaCodec();
    }

    /** LEAF's synthetic data set, by default of 60 dimensions and 5 classes. */
    public static LeafCodec synthetic(int dimensions, int classes) {
        return NumbersCodec.synthetic(dimensions, classes);
    }

    /** FedProx's synthetic data sets, of 60 dimensions and 10 classes. */
    public static LeafCodec fedProxSynthetic(int dimensions, int classes) {
        return NumbersCodec.fedProx(dimensions, classes);
    }

    /**
     * Comments as sequences of 10 words.
     *
     * @param words of the vocabulary, up to 10,000; the place of a word is its token, 0 is padding and 1 unknown
     */
    public static LeafCodec reddit(List<String> words) {
        return new RedditCodec(words);
    }
}
