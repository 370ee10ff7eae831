package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.result.Stage;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** A request's stages as a header of its answer: {@code batching=1200,inference=84000}, in nanoseconds. */
final class StageHeader {
    static final String NAME = "x-tifl-stages";

    private static final int LONGEST = 1024;

    private StageHeader() {}

    static String write(Map<Stage, Long> stages) {
        StringJoiner all = new StringJoiner(",");
        stages.forEach((stage, nanos) -> all.add(stage + "=" + nanos));
        return all.toString();
    }

    /** What {@link #write} wrote; of anything else, what can be understood. */
    static Map<Stage, Long> read(String header) {
        Map<Stage, Long> stages = new EnumMap<>(Stage.class);
        if (header.length() <= LONGEST) {
            for (String part : header.split(",", -1)) {
                read(part.strip(), stages);
            }
        }
        return stages;
    }

    private static void read(String part, Map<Stage, Long> stages) {
        int equals = part.indexOf('=');
        try {
            long nanos = Long.parseLong(part.substring(equals + 1));
            if (equals > 0 && nanos >= 0) {
                stages.put(Stage.valueOf(part.substring(0, equals).toUpperCase(Locale.ROOT)), nanos);
            }
        } catch (IllegalArgumentException e) {
            // A server that is not ours may say what it likes there.
        }
    }
}
