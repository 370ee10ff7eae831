package io.tifl.leaf.raw;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who and what LEAF takes for machines: by parts of names, by subreddit, and by phrases.
 *
 * @param names of authors besides, in lower case
 */
record RedditBots(Set<String> names) {
    private static final List<String> IN_NAMES =
            List.of("[deleted]", "[removed]", "auto", "bot", "mod", "mentioned", "transcriber");
    private static final Set<String> SUBREDDITS = Set.of("askreddit", "imagesofnetwork");
    private static final List<String> PHRASES = List.of(
            "[ deleted ]",
            "[ removed ]",
            "[deleted]",
            "[removed]",
            "bot",
            "thank you for participating",
            "thank you for your submission",
            "thanks for your submission",
            "your submission has been removed",
            "your comment has been removed",
            "downvote this comment if this is",
            "your post has been removed");

    RedditBots {
        names = Set.copyOf(names);
    }

    boolean wrote(String author, String subreddit) {
        String who = author.toLowerCase(Locale.ROOT);
        String where = subreddit.toLowerCase(Locale.ROOT);
        return names.contains(who)
                || SUBREDDITS.contains(where)
                || IN_NAMES.stream().anyMatch(part -> who.contains(part) || where.contains(part));
    }

    /** @param text the words of a comment with spaces between */
    boolean say(String text) {
        return PHRASES.stream().anyMatch(text::contains);
    }

    static RedditBots of(Stream<String> names) {
        return new RedditBots(names.map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }
}
