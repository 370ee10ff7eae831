package io.tifl.experiments.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the shell allows this process ({@code ulimit}). */
final class ProcessLimits {
    private static final long FILES = 4096;
    private static final long PROCESSES = 1024;

    /** Columns of the file are as wide as the longest name. */
    private static final int NAME_COLUMN = 26;

    private ProcessLimits() {}

    static Finding look(Surroundings here) {
        List<String> lines = here.lines("proc/self/limits");
        if (lines.isEmpty()) {
            return Finding.ok("limits", "not known on this system");
        }
        Optional<Long> files = soft(lines, "Max open files");
        Optional<Long> processes = soft(lines, "Max processes");
        String found = "open files " + shown(files) + ", threads " + shown(processes);
        List<String> advice = new ArrayList<>();
        files.filter(limit -> limit < FILES)
                .ifPresent(_ -> advice.add("'ulimit -n 65536': each device of a coordinator holds a connection"));
        processes.filter(limit -> limit < PROCESSES).ifPresent(_ -> advice.add("'ulimit -u 4096'"));
        return advice.isEmpty()
                ? Finding.ok("limits", found)
                : Finding.note("limits", found, String.join("; ", advice));
    }

    /** None for no limit. */
    private static Optional<Long> soft(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name) && line.length() > NAME_COLUMN)
                .map(line -> line.substring(NAME_COLUMN).strip().split(" ", 2)[0])
                .filter(value -> value.matches("[0-9]{1,18}"))
                .map(Long::parseLong)
                .findFirst();
    }

    private static String shown(Optional<Long> limit) {
        return limit.map(value -> Long.toString(value)).orElse("unlimited");
    }
}
