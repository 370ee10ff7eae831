package io.tifl.protocol;

/** What identifiers may look like: they travel in file names, URLs and log lines unescaped. */
final class Identifiers {
    static final int MAX_LENGTH = 128;

    // One bit per allowed ASCII character; a million clients are named at start-up, so the check is a table look-up.
    private static final long ALLOWED_BELOW_64 = bits("0123456789.-:", 0);
    private static final long ALLOWED_FROM_64 = bits("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_", 64);

    private Identifiers() {}

    static void check(String kind, String value) {
        int length = value.length();
        if (length == 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException(kind + " must have 1 to " + MAX_LENGTH + " characters, got " + length);
        }
        for (int i = 0; i < length; i++) {
            if (!isAllowed(value.charAt(i))) {
                throw new IllegalArgumentException(kind + " may hold letters, digits and . _ : - only, got character "
                        + (int) value.charAt(i) + " at position " + i);
            }
        }
        // ".." must not climb out of a folder, "-x" must not become an option.
        if (value.charAt(0) == '.' || value.charAt(0) == '-') {
            throw new IllegalArgumentException(kind + " must not begin with '" + value.charAt(0) + "', got " + value);
        }
    }

    private static boolean isAllowed(char c) {
        if (c >= 128) {
            return false;
        }
        long table = c < 64 ? ALLOWED_BELOW_64 : ALLOWED_FROM_64;
        return ((table >>> c) & 1) != 0;
    }

    private static long bits(String characters, int base) {
        long bits = 0;
        for (int i = 0; i < characters.length(); i++) {
            bits |= 1L << (characters.charAt(i) - base);
        }
        return bits;
    }
}
