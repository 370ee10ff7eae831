package io.tifl.distribution;

import static org.assertj.core.api.Assumptions.assumeThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.jni.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The chart in the hands of Helm itself, which comes as a native library. */
final class Chart {
    static final Path FOLDER = Path.of("..", "deploy", "helm", "tifl");
    static final String RELEASE = "fleet";

    /** The oldest Kubernetes that the chart is for. */
    static final String KUBERNETES = "1.27.0";

    static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private Chart() {}

    /** Skips a test where there is no library for the platform: without the question, Helm would look for one in the network. */
    static void assumeHelm() {
        assumeThat(NativeLibrary.serviceProviderLibrary(Chart.class.getClassLoader()))
                .as("Helm as a library for this platform, without which the chart is not rendered")
                .isNotNull();
    }

    static LintResult lint(Path folder) {
        return new Helm(folder).lint().strict().call();
    }

    /** As the release {@link #RELEASE}. */
    static Map<String, JsonNode> render(String values) throws IOException {
        return render(RELEASE, KUBERNETES, values);
    }

    /**
     * All objects of the chart, by kind and name, where {@code values} (YAML) are laid over its own.
     *
     * @throws IllegalStateException with Helm's words, where it refuses
     * @throws IOException if an object is not one of Kubernetes, or comes twice
     */
    static Map<String, JsonNode> render(String release, String kubernetes, String values) throws IOException {
        Map<String, JsonNode> objects = new TreeMap<>();
        for (String document : text(release, kubernetes, values).split("(?m)^---$", -1)) {
            JsonNode object = YAML.readTree(document);
            if (object != null && object.isObject()) {
                Manifests.check(object);
                String name = object.path("kind").asString() + "/"
                        + object.path("metadata").path("name").asString();
                if (objects.put(name, object) != null) {
                    throw new IOException(name + " twice");
                }
            }
        }
        return objects;
    }

    /** What whoever installs the chart is told. */
    static String notes() {
        return new Helm(FOLDER)
                .install()
                .clientOnly()
                .dryRun()
                .withName(RELEASE)
                .withNamespace("learning")
                .withKubeVersion(KUBERNETES)
                .call()
                .getOutput();
    }

    private static String text(String release, String kubernetes, String values) throws IOException {
        Path file = Files.createTempFile("tifl-values-", ".yaml");
        try {
            Files.writeString(file, values);
            return new Helm(FOLDER)
                    .template()
                    .withName(release)
                    .withNamespace("learning")
                    .withKubeVersion(kubernetes)
                    .withValuesFile(file)
                    .call();
        } finally {
            Files.delete(file);
        }
    }
}
