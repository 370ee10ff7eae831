package io.tifl.protocol.kafka;

import io.tifl.protocol.wire.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Short texts of lines, of which the first says what they are. */
final class Lines {
    private static final int MOST_BYTES = 4096;

    private final String[] lines;

    private Lines(String[] lines) {
        this.lines = lines;
    }

    /** @throws IllegalArgumentException if a line holds a line break */
    static byte[] encode(String first, List<String> rest) {
        StringBuilder text = new StringBuilder(first).append('\n');
        for (String line : rest) {
            if (line.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a line holds a line break: '" + line + "'");
            }
            text.append(line).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws MalformedMessageException unless the text begins so and has at least so many lines after it */
    static Lines parse(byte[] text, String first, int least) throws MalformedMessageException {
        if (text.length > MOST_BYTES) {
            throw new MalformedMessageException("expected " + first + ", got " + text.length + " bytes");
        }
        String[] lines = new String(text, StandardCharsets.UTF_8).split("\n", -1);
        // What follows the last line break is no line.
        if (!lines[0].equals(first) || lines.length < least + 2 || !lines[lines.length - 1].isEmpty()) {
            throw new MalformedMessageException("expected " + first + " with " + least + " lines");
        }
        return new Lines(lines);
    }

    /** How many lines follow the first. */
    int size() {
        return lines.length - 2;
    }

    /** A line after the first, from 0. */
    String text(int index) {
        return lines[index + 1];
    }

    /** @throws MalformedMessageException unless the line is a whole number from 0 to {@code most} */
    long number(int index, long most) throws MalformedMessageException {
        try {
            long number = Long.parseLong(text(index));
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new MalformedMessageException("expected a number from 0 to " + most + ", got '" + text(index) + "'");
    }
}
