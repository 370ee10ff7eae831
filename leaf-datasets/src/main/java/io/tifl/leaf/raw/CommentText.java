package io.tifl.leaf.raw;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words and signs of a comment as LEAF has them: entities resolved, ASCII only, links and names replaced, lower case, split
 * as NLTK's {@code TweetTokenizer} splits.
 *
 * <p>It departs from NLTK where entities are concerned, of which only numbers and the commonest names are known.
 */
final class CommentText {
    private static final Pattern ENTITY =
            Pattern.compile("&(?:#(x?)([0-9a-fA-F]{1,8});?|(amp|lt|gt|quot|apos|nbsp);?)");
    private static final Map<String, String> NAMED =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0");
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7f]+");
    private static final Pattern LINK = Pattern.compile("http\\S+");
    private static final Pattern USER = Pattern.compile("/?u/\\w+");
    private static final Pattern SUBREDDIT = Pattern.compile("/?r/\\w+");
    private static final Pattern REPEATED = Pattern.compile("([^a-zA-Z0-9])\\1{3,}");

    private static final String PAIR = "\\([^\\s()]{0,255}?\\([^\\s()]{1,255}\\)[^\\s()]{0,255}?\\)|\\(\\S{1,255}?\\)";
    private static final String RUN = "[^\\s()<>{}\\[\\]]";
    // Written so that no text makes the search long or deep: no choice in a loop where a class of characters does,
    // nothing in a
    // loop that could be matched in two ways.
    private static final List<String> KINDS = List.of(
            // addresses: with a protocol or a path
            "(?:https?:(?:/{1,3}|[a-z0-9%])|[a-z0-9.\\-]{1,255}[.][a-z]{2,13}/)"
                    + "(?:" + RUN + "|" + PAIR + ")" + RUN + "*(?:(?:" + PAIR + ")" + RUN + "*){0,100}"
                    + "(?:" + PAIR + "|[^\\s`!()\\[\\]{};:'\".,<>?])",
            // and without, two words with no space after the full stop among them
            "(?<!@)[a-z0-9]+(?:[.\\-][a-z0-9]+){0,126}[.][a-z]{2,13}\\b/?(?!@)",
            // telephone numbers
            "(?:\\+?[01][ *\\-.)]*)?(?:\\(?\\d{3}[ *\\-.)]*)?\\d{3}[ *\\-.)]*\\d{4}",
            // faces from the left and from the right, and hearts
            "[<>]?[:;=8][\\-o*']?[)\\](\\[dp/:}{@|\\\\]",
            "[)\\](\\[dp/:}{@|\\\\][\\-o*']?[:;=8][<>]?",
            "</?3",
            // tags, arrows, users, topics
            "<[^>\\s]+>",
            "-+>|<-+",
            "@\\w+",
            "#+\\w+[\\w'\\-]*\\w+",
            // electronic mail
            "[\\w.+\\-]{1,64}@[\\w\\-]{1,63}\\.(?:[\\w\\-]\\.?){1,251}[\\w\\-]",
            // words with apostrophes or hyphens, numbers, other words, dots, anything else
            "[a-z][a-z'\\-_]+[a-z]",
            "[+\\-]?\\d+[,/.:\\-]\\d+[+\\-]?",
            "\\w+",
            "\\.(?:\\s*\\.)++",
            "\\S");
    private static final Pattern TOKEN = Pattern.compile(String.join("|", KINDS), Pattern.CASE_INSENSITIVE);

    private CommentText() {}

    /** None of the tokens is empty or has white space in it. */
    static List<String> tokens(String body) {
        String plain = SPACE.matcher(resolved(body)).replaceAll(" ").strip();
        String ascii = NOT_ASCII.matcher(plain).replaceAll("");
        String linked = LINK.matcher(ascii).replaceAll("<URL>");
        String named =
                SUBREDDIT.matcher(USER.matcher(linked).replaceAll("<USER>")).replaceAll("<SUBREDDIT>");
        return split(resolved(named.toLowerCase(Locale.ROOT)));
    }

    private static List<String> split(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(REPEATED.matcher(text).replaceAll("$1$1$1"));
        while (token.find()) {
            // Dots and telephone numbers may have spaces within; LEAF joins all with spaces and splits again.
            tokens.addAll(List.of(SPACE.split(token.group())));
        }
        return tokens;
    }

    private static String resolved(String text) {
        return text.indexOf('&') < 0 ? text : ENTITY.matcher(text).replaceAll(CommentText::character);
    }

    private static String character(MatchResult entity) {
        String name = entity.group(3);
        if (name != null) {
            return Matcher.quoteReplacement(NAMED.getOrDefault(name, ""));
        }
        try {
            int code = Integer.parseInt(entity.group(2), entity.group(1).isEmpty() ? 10 : 16);
            return Character.isValidCodePoint(code) && code >= ' '
                    ? Matcher.quoteReplacement(Character.toString(code))
                    : "";
        } catch (NumberFormatException e) {
            return "";
        }
    }
}
