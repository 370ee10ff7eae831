package io.tifl.distribution.launch;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The flags of {@code tifl.jvm.flags} in the root POM, and how a Java is started with them. */
record JvmOptions(List<String> flags, List<String> given) {
    static final String VECTOR = "--add-modules=jdk.incubator.vector";

    JvmOptions {
        flags = List.copyOf(flags);
        given = List.copyOf(given);
    }

    /** The flags in this jar, and those that the user gave to this Java, which come last and win. */
    static JvmOptions ofThisJvm() throws IOException {
        try (InputStream in = JvmOptions.class.getResourceAsStream("jvm.options")) {
            if (in == null) {
                throw new IOException(
                        "jvm.options is not in this jar; it belongs beside " + JvmOptions.class.getName());
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new JvmOptions(
                    List.of(text.strip().split("\\s+")),
                    ManagementFactory.getRuntimeMXBean().getInputArguments());
        }
    }

    /** The command line that starts {@code jar} again. */
    List<String> command(Path jar, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (given.stream().noneMatch(flag -> flag.startsWith("-Xmx") || flag.startsWith("-XX:MaxRAM"))) {
            command.add("-Xmx4g");
        }
        command.addAll(flags);
        command.addAll(given);
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** As the launcher: one OpenMP thread a client, no spinning, freed arrays go back to the system. */
    static void environment(Map<String, String> environment) {
        environment.putIfAbsent("OMP_NUM_THREADS", "1");
        environment.putIfAbsent("OMP_WAIT_POLICY", "PASSIVE");
        environment.putIfAbsent("MALLOC_MMAP_THRESHOLD_", "65536");
    }
}
