package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of a {@link Query}.
 *
 * @param asked whom it went to
 * @param metrics of those who answered in time, by client, in whatever order they came; claims, which may be absurd
 * @param modelBytes of the model in float32
 */
public record Answers(List<ClientId> asked, SortedMap<ClientId, Metrics> metrics, long modelBytes) {
    public Answers {
        asked = List.copyOf(asked);
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    /** Nobody was asked. */
    public static Answers none() {
        return new Answers(List.of(), new TreeMap<>(), 0);
    }
}
