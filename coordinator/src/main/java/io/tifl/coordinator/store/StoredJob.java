package io.tifl.coordinator.store;

import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import java.time.Instant;

/**
 * A job as the store knows it.
 *
 * @param definition the text it was made from, as it was given
 * @param reason of its status, for people; empty if there is nothing to say
 * @param updated when the status last changed
 */
public record StoredJob(
        JobId id, String definition, Seed seed, JobStatus status, String reason, Instant created, Instant updated) {}
