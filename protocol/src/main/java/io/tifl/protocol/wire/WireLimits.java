package io.tifl.protocol.wire;

/**
 * What a reader believes and a writer dares. Every length in a message is held against these, and against the bytes that
 * are really there, before memory is allocated for it.
 *
 * @param maxMessageBytes of one whole message, envelope included
 * @param maxStringBytes of one text in UTF-8, at most 65535
 * @param maxEntries of one group of settings or metrics
 * @param maxBlocks of one layout
 */
public record WireLimits(int maxMessageBytes, int maxStringBytes, int maxEntries, int maxBlocks) {
    private static final int LONGEST_STRING = 0xffff;

    public WireLimits {
        requirePositive("maxMessageBytes", maxMessageBytes);
        requirePositive("maxStringBytes", maxStringBytes);
        requirePositive("maxEntries", maxEntries);
        requirePositive("maxBlocks", maxBlocks);
        if (maxStringBytes > LONGEST_STRING) {
            throw new IllegalArgumentException(
                    "maxStringBytes can be " + LONGEST_STRING + " at most, got " + maxStringBytes);
        }
    }

    /** 256 MiB (64 million float parameters), texts of 16 KiB, 1024 settings, 16384 blocks. */
    public static WireLimits defaults() {
        return new WireLimits(256 << 20, 16 << 10, 1024, 16 << 10);
    }

    public WireLimits withMaxMessageBytes(int bytes) {
        return new WireLimits(bytes, maxStringBytes, maxEntries, maxBlocks);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, got " + value);
        }
    }
}
