package io.tifl.experiments.documentation;

import io.tifl.coordinator.job.JobDefinition;
import io.tifl.experiments.advi.federated.PosteriorDefinition;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.experiments.noise.federated.EvaluationDefinition;
import io.tifl.experiments.study.ReplayOptions;
import io.tifl.experiments.study.ReplaySettings;
import io.tifl.protocol.secure.SigningKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Has YAML read by what reads it in the product, found by what it says. */
final class YamlSnippets {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    /** A job to which fragments of jobs are added. */
    private static final Map<String, Object> JOB =
            Map.of("name", "fragment", "model", "mnist-cnn", "rounds", 10, "clients-per-round", 5, "least-clients", 5);

    /** What other programs read; here only that it is YAML. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "services", "Compose reads it; deploy's tests look at the files",
            "groups", "Prometheus reads it; deploy's tests look at the files",
            "scrape_configs", "Prometheus reads it",
            "apiVersion", "Kubernetes reads it",
            "receivers", "an OpenTelemetry collector reads it",
            "image", "Helm reads it with the chart's values; the chart's tests render them",
            "jobs", "a workflow of a forge reads it");

    private static final Set<String> APPLICATION =
            Set.of("tifl", "spring", "server", "management", "logging", "springdoc");

    private YamlSnippets() {}

    /**
     * Reads it.
     *
     * @return by what it was read
     * @throws Exception if that refuses it
     */
    static String read(String text) throws Exception {
        Map<String, Object> said = YAML.readValue(text, MAP);
        Set<String> keys = said.keySet();
        if (!keys.contains("name") && keys.stream().anyMatch(key -> APPLICATION.contains(key.split("\\.", 2)[0]))) {
            Settings.requireKnown(Settings.flat(said));
            return "bound as settings of the coordinator";
        }
        for (Map.Entry<String, String> other : ELSEWHERE.entrySet()) {
            if (keys.contains(other.getKey())) {
                return "parsed as YAML: " + other.getValue();
            }
        }
        return ofOurs(text, said);
    }

    private static String ofOurs(String text, Map<String, Object> said) throws Exception {
        Set<String> keys = said.keySet();
        if (keys.contains("workload") || keys.contains("server")) {
            int count = SpecReader.parse(text).size();
            return "read as " + count + " benchmark(s)";
        } else if (keys.contains("shape") && keys.contains("model")) {
            return "read as posterior " + PosteriorDefinition.parse(text).name();
        } else if (keys.contains("trials") || keys.contains("follow")) {
            return "read as noise evaluation "
                    + EvaluationDefinition.parse(text).name();
        } else if (keys.contains("dataset") || keys.contains("policies")) {
            return replay(text);
        }
        return job(text, said);
    }

    private static String replay(String text) throws Exception {
        Path file = Files.createTempFile("replay", ".yaml");
        try {
            Files.writeString(file, text);
            ReplaySettings settings = new ReplayOptions().resolve(file);
            return "resolved as settings of a replay on " + settings.data().dataset();
        } finally {
            Files.delete(file);
        }
    }

    private static String job(String text, Map<String, Object> said) throws Exception {
        if (said.containsKey("rounds") && said.containsKey("name")) {
            return "read as job " + JobDefinition.parse(text).id().value();
        }
        Map<String, Object> whole = new TreeMap<>(JOB);
        whole.putAll(said);
        if (said.get("secure-aggregation") instanceof Map<?, ?> secure) {
            Map<String, Object> with = new TreeMap<>();
            secure.forEach((key, value) -> with.put(key.toString(), value));
            with.put(
                    "authority",
                    SigningKey.publicKeyToText(
                            SigningKey.fresh(new SecureRandom()).publicKey()));
            whole.put("secure-aggregation", with);
        }
        JobDefinition.parse(YAML.writeValueAsString(whole));
        return "read as a part of a job: " + List.copyOf(said.keySet());
    }
}
