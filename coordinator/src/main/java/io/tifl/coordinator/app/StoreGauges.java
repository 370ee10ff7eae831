package io.tifl.coordinator.app;

import io.tifl.coordinator.http.Presence;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.store.ClientState;
import io.tifl.coordinator.store.JobStatus;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the store holds, counted when somebody reads the meters and not more often than each five seconds. Thread-safe. */
final class StoreGauges {
    private static final Logger LOG = LoggerFactory.getLogger(StoreGauges.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final String ENROLLED = "enrolled";
    private static final String BARRED = "barred";

    private final Store store;
    private final InstantSource clock;
    private Map<String, Long> counts = Map.of();
    private Instant until = Instant.MIN;

    StoreGauges(Store store, Presence presence, Path data, InstantSource clock, Meters meters) {
        this.store = store;
        this.clock = clock;
        meters.watch(Metric.CLIENTS_ENROLLED, () -> count(ENROLLED));
        meters.watch(Metric.CLIENTS_BARRED, () -> count(BARRED));
        meters.watch(Metric.CLIENTS_ONLINE, () -> presence.present().size());
        for (JobStatus status : JobStatus.values()) {
            String name = status.name().toLowerCase(Locale.ROOT);
            meters.watch(Metric.JOBS, () -> count(name), name);
        }
        meters.watch(Metric.DISK_FREE, () -> data.toFile().getUsableSpace());
        meters.watch(Metric.DISK_TOTAL, () -> data.toFile().getTotalSpace());
    }

    /** While the store does not answer, nothing is known. */
    private synchronized double count(String what) {
        Instant now = clock.instant();
        if (!now.isBefore(until)) {
            until = now.plus(FRESH);
            counts = counted();
        }
        Long count = counts.get(what);
        return count == null ? Double.NaN : count;
    }

    private Map<String, Long> counted() {
        Map<String, Long> counted = new TreeMap<>();
        try {
            counted.put(ENROLLED, store.clients().count());
            counted.put(BARRED, store.clients().count(ClientState.BARRED));
            for (JobStatus status : JobStatus.values()) {
                counted.put(status.name().toLowerCase(Locale.ROOT), store.jobs().count(status));
            }
        } catch (StoreException e) {
            LOG.debug("not counted now: {}", e.getMessage());
        }
        return counted;
    }
}
