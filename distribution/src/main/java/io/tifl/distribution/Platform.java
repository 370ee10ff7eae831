package io.tifl.distribution;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An operating system and a processor, in the words of this class: {@code linux}, {@code macos} or {@code windows}, and
 * {@code x86_64} or {@code aarch64}.
 */
record Platform(String system, String processor) {
    private static final Map<String, String> SYSTEMS = Map.ofEntries(
            Map.entry("linux", "linux"),
            Map.entry("mac", "macos"),
            Map.entry("macosx", "macos"),
            Map.entry("osx", "macos"),
            Map.entry("darwin", "macos"),
            Map.entry("win", "windows"),
            Map.entry("windows", "windows"),
            Map.entry("freebsd", "freebsd"),
            Map.entry("aix", "aix"),
            Map.entry("sunos", "sunos"));
    private static final Map<String, String> PROCESSORS = Map.ofEntries(
            Map.entry("x86_64", "x86_64"),
            Map.entry("amd64", "x86_64"),
            Map.entry("x64", "x86_64"),
            Map.entry("aarch64", "aarch64"),
            Map.entry("arm64", "aarch64"),
            Map.entry("x86", "x86"),
            Map.entry("i386", "x86"),
            Map.entry("arm", "arm"),
            Map.entry("armv6", "arm"),
            Map.entry("armv7", "arm"),
            Map.entry("ppc", "ppc"),
            Map.entry("ppc64", "ppc64"),
            Map.entry("ppc64le", "ppc64le"),
            Map.entry("s390x", "s390x"),
            Map.entry("riscv64", "riscv64"),
            Map.entry("loongarch64", "loongarch64"),
            Map.entry("mips64", "mips64"),
            Map.entry("sparc", "sparc"));
    private static final Set<String> NEVER = Set.of("musl", "android", "dsym");
    private static final Set<String> LIBRARIES = Set.of("so", "dll", "dylib", "jnilib", "a", "lib", "pdb");

    /** Where this program runs. */
    static Platform current() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String word = system.startsWith("mac") ? "macos" : system.startsWith("win") ? "windows" : system;
        return new Platform(word, PROCESSORS.getOrDefault(System.getProperty("os.arch"), "unknown"));
    }

    /** Whether the entry of a jar is native code, or belongs to some, that cannot run here. */
    boolean isForeign(String entry) {
        List<String> words = Arrays.asList(entry.toLowerCase(Locale.ROOT).split("[/.\\-]", -1));
        if (words.contains("dsym")) {
            return true;
        }
        return isLibrary(words)
                && (words.stream().anyMatch(NEVER::contains)
                        || differs(words, SYSTEMS, system)
                        || differs(words, PROCESSORS, processor));
    }

    private static boolean isLibrary(List<String> words) {
        return words.stream().anyMatch(LIBRARIES::contains);
    }

    private static boolean differs(List<String> words, Map<String, String> names, String own) {
        List<String> named =
                words.stream().filter(names::containsKey).map(names::get).toList();
        return !named.isEmpty() && !named.contains(own);
    }
}
