package io.tifl.experiments.noise.federated;

import io.tifl.protocol.JobId;
import java.util.OptionalLong;

/**
 * A model of a job: {@code mnist@12}, or {@code mnist} for its newest when it is first looked at.
 *
 * @param version empty for the newest
 */
record ModelName(JobId job, OptionalLong version) {
    static ModelName parse(String text) {
        int at = text.indexOf('@');
        JobId job = new JobId(at < 0 ? text.strip() : text.substring(0, at).strip());
        if (!job.whole().equals(job)) {
            throw new IllegalArgumentException("a model is named by a job, got '" + text + "'");
        }
        return new ModelName(
                job, at < 0 ? OptionalLong.empty() : OptionalLong.of(version(text.substring(at + 1), text)));
    }

    private static long version(String number, String text) {
        try {
            long version = Long.parseLong(number.strip());
            if (version >= 0) {
                return version;
            }
        } catch (NumberFormatException _) {
            // As if it were negative.
        }
        throw new IllegalArgumentException(
                "a model's version is a whole number from 0, as in mnist@12, got '" + text + "'");
    }

    ModelName at(long newest) {
        return new ModelName(job, OptionalLong.of(version.orElse(newest)));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return job + (version.isPresent() ? "@" + version.getAsLong() : "");
    }
}
