package io.tifl.leaf.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What goes with examples that LEAF's JSON has more of than a model reads, as {@link io.tifl.leaf.set.LeafForms} says. */
public final class LeafNotes {
    private LeafNotes() {}

    /** The strings LEAF keeps of a tweet: id, date, query, user, text, and whether it is to train or to test with. */
    public static byte[] tweet(List<String> strings) {
        return strings(strings).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * What LEAF keeps of a sequence of a comment.
     *
     * @param comment number of the comment among its user's, from 0
     * @param counts 10 of 0 or 1
     * @param unknownX the words that became the token of unknown words, in order
     * @param unknownY of the words that follow
     */
    public static byte[] comment(
            int comment, CommentFacts facts, int[] counts, List<String> unknownX, List<String> unknownY) {
        String note = "{\"comment\": " + comment
                + named("unknown_x", unknownX)
                + ", \"subreddit\": " + PythonJson.quoted(facts.subreddit())
                + ", \"created_utc\": " + facts.createdUtc()
                + ", \"score\": " + facts.score()
                + ", \"count_tokens\": " + Arrays.toString(counts)
                + named("unknown_y", unknownY)
                + "}";
        return note.getBytes(StandardCharsets.US_ASCII);
    }

    private static String named(String name, List<String> words) {
        return words.isEmpty() ? "" : ", \"" + name + "\": " + strings(words);
    }

    private static String strings(List<String> strings) {
        return strings.stream().map(PythonJson::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /**
     * What is said of a comment besides its text.
     *
     * @param createdUtc seconds since 1970
     */
    public record CommentFacts(String subreddit, long createdUtc, long score) {}
}
