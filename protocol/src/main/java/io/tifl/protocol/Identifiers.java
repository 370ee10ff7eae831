package io.tifl.protocol;

/** What identifiers may look like: they travel in file names, URLs and log lines unescaped. */
final class Identifiers {
    private static final int MAX_LENGTH = 128;

    private Identifiers() {}

    static void check(String kind, String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    kind + " must have 1 to " + MAX_LENGTH + " characters, got " + value.length());
        }
        for (int i = 0; i < value.length(); i++) {
            if (!isAllowed(value.charAt(i))) {
                throw new IllegalArgumentException(kind + " may hold letters, digits and . _ : - only, got character "
                        + (int) value.charAt(i) + " at position " + i);
            }
        }
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == ':'
                || c == '-';
    }
}
