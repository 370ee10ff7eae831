package io.tifl.leaf.set;

import java.util.List;

/** The form of each of LEAF's data sets, the same whether read from its publisher's files or from LEAF's JSON. */
public final class LeafForms {
    /** Characters of a window of Shakespeare. */
    public static final int WINDOW = 80;

    /** Tokens of a tweet. */
    public static final int TWEET_TOKENS = 25;

    /** Tokens of a sequence of Reddit. */
    public static final int SEQUENCE = 10;

    /** Words of Reddit's vocabulary, those for padding (0) and unknown words (1) among them. */
    public static final int REDDIT_WORDS = 10_000;

    /** Writers in one JSON file of LEAF's FEMNIST. */
    public static final int FEMNIST_USERS_PER_FILE = 100;

    private LeafForms() {}

    /** Grey images, background 255, ink 0; 0 to 9 digits, 10 to 35 capitals, 36 to 61 small letters. */
    public static Form femnist() {
        return new Form(
                "femnist", Column.of(ElementType.U8, 1, 28, 28), Reading.PIXELS, Column.of(ElementType.U8), 62, false);
    }

    /**
     * 80 characters of Latin-1, labelled with the token of the 81st. The note is that character where the alphabet lacks it, and
     * empty otherwise.
     */
    public static Form shakespeare() {
        return new Form(
                "shakespeare",
                Column.of(ElementType.U8, WINDOW),
                Reading.LETTERS,
                Column.of(ElementType.U8),
                LeafAlphabet.SYMBOLS.length(),
                true);
    }

    /**
     * 25 tokens of a tweet, labelled 1 if it is positive. The note is the JSON of the strings LEAF keeps of it, as an array.
     *
     * @param words of the vocabulary; unknown words and padding are token {@code words}
     */
    public static Form sent140(int words) {
        return new Form(
                "sent140",
                Column.of(unsigned(words + 1), TWEET_TOKENS),
                Reading.PLAIN,
                Column.of(ElementType.U8),
                2,
                true);
    }

    /** Colour images, channels first, 0 to 255, labelled 1 if the person smiles. The note is the name of the image's file. */
    public static Form celeba() {
        return celeba(Column.of(ElementType.U8, 3, 84, 84));
    }

    /** As {@link #celeba()}, where only the names of the images are known. */
    public static Form celebaNames() {
        return celeba(Column.of(ElementType.U8, 0));
    }

    private static Form celeba(Column features) {
        return new Form("celeba", features, Reading.PLAIN, Column.of(ElementType.U8), 2, true);
    }

    /** Numbers as they are, in 64 bits; LEAF's data set has 60 dimensions and 5 classes. */
    public static Form synthetic(int dimensions, int classes) {
        return numbers("leaf-synthetic", dimensions, classes);
    }

    /** As {@link #synthetic}; FedProx's data sets have 60 dimensions and 10 classes. */
    public static Form fedProxSynthetic(int dimensions, int classes) {
        return numbers("fedprox-synthetic", dimensions, classes);
    }

    private static Form numbers(String dataset, int dimensions, int classes) {
        return new Form(
                dataset,
                new Column(ElementType.F64, List.of(dimensions)),
                Reading.PLAIN,
                Column.of(unsigned(classes)),
                classes,
                false);
    }

    /**
     * A sequence of 10 tokens of a comment, labelled with the 10 that follow each. A comment is one or more rows. The note is a
     * JSON object: {@code comment} (number of the comment of this user, from 0), {@code subreddit}, {@code created_utc},
     * {@code score}, {@code count_tokens} (10 of 0 or 1), and, where words are unknown, {@code unknown_x} and {@code unknown_y}:
     * the words that became token 1, in order.
     */
    public static Form reddit() {
        return new Form(
                "reddit",
                Column.of(ElementType.U16, SEQUENCE),
                Reading.PLAIN,
                Column.of(ElementType.U16, SEQUENCE),
                REDDIT_WORDS,
                true);
    }

    /** The smallest type that holds 0 to {@code values - 1}. */
    private static ElementType unsigned(int values) {
        if (values <= 1 << 8) {
            return ElementType.U8;
        }
        return values <= 1 << 16 ? ElementType.U16 : ElementType.I32;
    }
}
