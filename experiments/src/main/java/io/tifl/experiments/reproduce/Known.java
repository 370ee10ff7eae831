package io.tifl.experiments.reproduce;

import java.util.Map;

/** Look-ups of what a study has put there itself. */
public final class Known {
    private Known() {}

    /**
     * The value of a key.
     *
     * @throws IllegalStateException if there is none
     */
    public static <K, V> V at(Map<K, V> map, K key) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("nothing is known of " + key + "; known are " + map.keySet());
        }
        return value;
    }
}
