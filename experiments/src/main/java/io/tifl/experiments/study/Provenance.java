package io.tifl.experiments.study;

import io.tifl.client.compiled.CompiledLearnerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Properties;
import java.util.SequencedMap;

/** What made a result, so that it can be made again: versions, system, settings. */
record Provenance(SequencedMap<String, String> versions, ReplaySettings settings) {
    private static final String DEEPLEARNING4J = "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";

    static Provenance of(ReplaySettings settings) {
        SequencedMap<String, String> versions = new LinkedHashMap<>();
        versions.put("tifl", version());
        versions.put("java", System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + ")");
        versions.put("deeplearning4j", deeplearning4j());
        versions.put("engine", settings.training().engine() + ", " + CompiledLearnerFactory.vectors());
        versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return new Provenance(versions, settings);
    }

    /** Of this program. */
    static String version() {
        return Objects.requireNonNullElse(Provenance.class.getPackage().getImplementationVersion(), "development");
    }

    // Its manifest does not say.
    private static String deeplearning4j() {
        Properties properties = new Properties();
        try (InputStream of = Provenance.class.getResourceAsStream(DEEPLEARNING4J)) {
            if (of != null) {
                properties.load(of);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
