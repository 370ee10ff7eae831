package io.tifl.leaf.raw;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommentTextTest {
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([tn]))");

    /** The file was made with LEAF's steps and the tokenizer of NLTK 3.10.3. */
    @ParameterizedTest
    @MethodSource("comments")
    void commentsAreSplitAsLeafAndNltkSplitThem(String comment, String tokens) {
        assertThat(String.join(" ", CommentText.tokens(comment))).isEqualTo(tokens);
    }

    static Stream<Arguments> comments() throws Exception {
        try (InputStream in = Objects.requireNonNull(CommentTextTest.class.getResourceAsStream("comments.tsv"))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            assertThat(lines).hasSize(24);
            return lines.stream()
                    .map(line -> line.split("\t", -1))
                    .map(cells -> Arguments.of(unescaped(cells[0]), cells[1]));
        }
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(escape -> {
            if (escape.group(3) != null) {
                return escape.group(3).equals("t") ? "\t" : "\n";
            }
            String digits = escape.group(1) == null ? escape.group(2) : escape.group(1);
            return Character.toString(Integer.parseInt(digits, 16));
        });
    }

    /** Each would search for ever, or too deep, with a careless pattern. */
    @Test
    void noCommentIsTooHardToSplit() {
        int many = 5_000;
        for (String part :
                List.of("!?", ". ", "a", "(a)", "(a", "((", "a.", "a-", "'a", "#a-", "<", "1-", "1 ", "@a", "a@")) {
            for (String start : List.of("", "a.bc/", "a.bc/x", "#", "<", "1", "a@b.", "(")) {
                assertThat(CommentText.tokens(start + part.repeat(many) + " ~")).endsWith("~");
            }
        }
    }

    @Test
    void entitiesThatAreNoneDoNoHarm() {
        assertThat(CommentText.tokens("&#x110000; &#99999999; &#xfffffff; &# &#0; & &$1; a"))
                .contains("a");
        assertThat(CommentText.tokens("&#36;1 &amp;")).containsExactly("$", "1", "&");
        assertThat(CommentText.tokens("")).isEmpty();
        assertThat(CommentText.tokens(" \n \u00e9 ")).isEmpty();
    }
}
