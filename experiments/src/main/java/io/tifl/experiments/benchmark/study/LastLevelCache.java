package io.tifl.experiments.benchmark.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The size of the processor's last cache, where Linux says it. */
final class LastLevelCache {
    private static final Path LINUX = Path.of("/sys/devices/system/cpu/cpu0/cache/index3/size");
    private static final long USUAL = 32L << 20;

    private LastLevelCache() {}

    /** In bytes; 32 MiB where nobody says. */
    static long bytes() {
        try {
            return parse(Files.readString(LINUX).strip());
        } catch (IOException | NumberFormatException _) {
            return USUAL;
        }
    }

    /** Such as {@code 30720K}. */
    static long parse(String text) {
        char unit = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
        int shift = unit == 'K' ? 10 : unit == 'M' ? 20 : 0;
        return Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1)) << shift;
    }
}
