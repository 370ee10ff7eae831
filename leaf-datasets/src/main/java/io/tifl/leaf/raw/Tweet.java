package io.tifl.leaf.raw;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A tweet of Sent140.
 *
 * @param isGlad its polarity
 * @param strings id, date, query, user, text, and {@code training} or {@code test}
 */
record Tweet(boolean isGlad, List<String> strings) {
    private static final int USER = 3;
    private static final int TEXT = 4;
    private static final char END = '\0'; // No file has one: that would not be read.

    Tweet {
        strings = List.copyOf(strings);
    }

    String user() {
        return strings.get(USER);
    }

    String text() {
        return strings.get(TEXT);
    }

    /** All of it, in as few bytes as there are characters. */
    byte[] packed() {
        StringBuilder packed = new StringBuilder().append(isGlad ? '1' : '0');
        strings.forEach(string -> packed.append(string).append(END));
        return packed.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    static Tweet unpacked(byte[] packed) {
        String all = new String(packed, StandardCharsets.ISO_8859_1);
        List<String> strings = new ArrayList<>(TEXT + 2);
        for (int at = 1; at < all.length(); ) {
            int end = all.indexOf(END, at);
            strings.add(all.substring(at, end));
            at = end + 1;
        }
        return new Tweet(all.charAt(0) == '1', strings);
    }
}
