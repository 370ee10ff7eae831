package io.tifl.experiments.doctor;

import java.util.ArrayList;
import java.util.List;

/** What the JVM, and the threads of native code, should be told at the start. */
final class JvmFlags {
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";
    private static final List<String> PROPERTIES = List.of(
            "jdk.serialFilter=!*",
            "org.deeplearning4j.crash.reporting.enabled=false",
            "org.eclipse.deeplearning4j.helpers.disable=false");

    private JvmFlags() {}

    static Finding look(Surroundings here) {
        return look(
                here,
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(),
                JvmFlags.class.getModule().isNativeAccessEnabled());
    }

    static Finding look(Surroundings here, boolean hasVectors, boolean hasNativeAccess) {
        List<String> missing = new ArrayList<>();
        if (!hasVectors) {
            missing.add(VECTORS);
        }
        if (!hasNativeAccess) {
            missing.add(NATIVE);
        }
        if (!here.arguments().contains(UNSAFE)) {
            missing.add(UNSAFE);
        }
        for (String wanted : PROPERTIES) {
            int at = wanted.indexOf('=');
            if (!here.property(wanted.substring(0, at)).equals(wanted.substring(at + 1))) {
                missing.add("-D" + wanted);
            }
        }
        if (!missing.isEmpty()) {
            String advice = "start tifl with ./tifl, or give them to java";
            String found = "missing: " + String.join(" ", missing);
            return hasVectors ? Finding.note("flags", found, advice) : Finding.problem("flags", found, advice);
        }
        return threads(here);
    }

    private static Finding threads(Surroundings here) {
        String threads = here.variable("OMP_NUM_THREADS");
        return threads.equals("1")
                ? Finding.ok("flags", "all are set")
                : Finding.note(
                        "flags",
                        "all are set; OMP_NUM_THREADS is " + (threads.isEmpty() ? "not set" : threads),
                        "with more than 1, the dl4j engine's threads get in each other's way where clients train side by side;"
                                + " ./tifl sets it");
    }
}
