package io.tifl.experiments.study;

import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;

/** What made a result, so that it can be made again: versions, system, settings. */
record Provenance(SequencedMap<String, String> versions, ReplaySettings settings) {
    static Provenance of(ReplaySettings settings) {
        SequencedMap<String, String> versions = new LinkedHashMap<>();
        versions.put("tifl", versionOf(Provenance.class));
        versions.put("java", System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + ")");
        versions.put("deeplearning4j", versionOf(org.deeplearning4j.nn.multilayer.MultiLayerNetwork.class));
        versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return new Provenance(versions, settings);
    }

    private static String versionOf(Class<?> type) {
        return Objects.requireNonNullElse(type.getPackage().getImplementationVersion(), "development");
    }
}
