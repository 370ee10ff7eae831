package io.tifl.tiering;

/**
 * Where a client is, packed into a long: what re-tiering remembers of it.
 *
 * @param tier its tier; the number of tiers if it dropped out
 * @param position its position there
 * @param streak consecutive observations beyond the tier's boundary: positive if slower, negative if faster
 * @param timeouts consecutive rounds it was waited for in vain, at most 255
 */
record Place(int tier, int position, int streak, int timeouts) {
    static Place of(long packed) {
        return new Place((int) (packed >>> 48), (int) packed, (byte) (packed >>> 40), (int) ((packed >>> 32) & 0xff));
    }

    static Place at(int tier, int position) {
        return new Place(tier, position, 0, 0);
    }

    Place moved(int newPosition) {
        return new Place(tier, newPosition, streak, timeouts);
    }

    Place seen(int newStreak, int newTimeouts) {
        return new Place(tier, position, Math.clamp(newStreak, -127, 127), Math.min(newTimeouts, 255));
    }

    long packed() {
        return ((long) tier << 48) | ((streak & 0xffL) << 40) | ((long) timeouts << 32) | (position & 0xffffffffL);
    }
}
