package io.tifl.experiments.noise.federated;

import io.tifl.experiments.noise.NoiseSettings;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What an evaluation of robustness is to do, as its author wrote it in YAML or JSON, resolved and checked.
 *
 * @param models one, or several that are to be compared round by round
 * @param follow whether every new model of the one job that is named is evaluated, until the job is over
 * @param rounds most rounds of each model
 * @param target no more rounds of a model once half the interval of its average change is below this, in points; 0 for all rounds
 * @param clients most of a round, drawn; 0 for all that are there
 * @param leastClients that have to be there
 * @param deadline of a round
 * @param task settings of the clients' task, {@code noise}
 */
public record EvaluationDefinition(
        String name,
        List<String> models,
        boolean follow,
        int rounds,
        double target,
        int clients,
        int leastClients,
        Duration deadline,
        long seed,
        Settings task) {
    private static final Set<String> OWN = Set.of(
            "name",
            "model",
            "models",
            "follow",
            "rounds",
            "target",
            "clients-per-round",
            "least-clients",
            "deadline",
            "seed");

    private static final int LONGEST_NAME = 40;
    private static final int LARGEST_TEXT = 64 << 10;
    private static final int MOST_MODELS = 1000;

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    public EvaluationDefinition {
        models = List.copyOf(models);
    }

    /** What the clients are asked. */
    NoiseSettings noise() {
        return NoiseSettings.of(task);
    }

    /** What the orders on a model of a job go by. */
    JobId ordersOf(JobId job) {
        return new JobId(job + ":noise:" + name);
    }

    /**
     * Reads a definition.
     *
     * @param text YAML or JSON
     * @throws InvalidEvaluationException naming everything that is wrong
     */
    public static EvaluationDefinition parse(String text) throws InvalidEvaluationException {
        if (text.length() > LARGEST_TEXT) {
            throw new InvalidEvaluationException(
                    List.of("a definition has at most " + LARGEST_TEXT + " characters, got " + text.length()));
        }
        @Nullable Map<?, ?> read;
        try {
            read = YAML.readValue(text, Map.class);
        } catch (JacksonException e) {
            throw new InvalidEvaluationException(List.of("neither YAML nor JSON: " + e.getOriginalMessage()));
        }
        if (read == null) {
            throw new InvalidEvaluationException(List.of("the definition is empty"));
        }
        return new Reader(read).definition();
    }

    /** Reads names and values, and collects what is wrong with them. */
    private static final class Reader {
        private final List<String> problems = new ArrayList<>();
        private final Settings flat;

        Reader(Map<?, ?> read) {
            Map<String, String> values = new HashMap<>();
            read.forEach((name, value) -> {
                if (value instanceof Map<?, ?>) {
                    problems.add("'" + name + "' holds a value or a list, got names and values");
                } else if (value != null) {
                    values.put(String.valueOf(name), text(value));
                }
            });
            flat = Settings.of(values);
        }

        private static String text(Object value) {
            return value instanceof List<?> list
                    ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                    : String.valueOf(value);
        }

        EvaluationDefinition definition() throws InvalidEvaluationException {
            Set<String> ofTask = new TreeSet<>(flat.values().keySet());
            ofTask.removeAll(OWN);
            Settings task = flat.only(ofTask);
            boolean follow = attempt(() -> flat.flag("follow", false), false);
            EvaluationDefinition definition = new EvaluationDefinition(
                    name(),
                    models(),
                    follow,
                    number("rounds", follow ? 1 : 10, 1, 10_000),
                    real("target", 0, 0, 100),
                    number("clients-per-round", 0, 0, 1_000_000),
                    number("least-clients", 1, 1, 1_000_000),
                    Duration.ofNanos(Math.round(real("deadline", 600, 1e-3, 30 * 86_400) * 1e9)),
                    attempt(() -> Long.parseLong(flat.text("seed", "1").strip()), 1L),
                    task);
            Optional<NoiseSettings> _ = attempt(() -> Optional.of(NoiseSettings.of(task)), Optional.empty());
            if (definition.follow && definition.models.size() != 1) {
                problems.add("'follow' is of one job, got the models " + definition.models);
            }
            if (definition.follow && definition.models.toString().contains("@")) {
                problems.add("'follow' is of a job and its new models, got " + definition.models);
            }
            if (!problems.isEmpty()) {
                throw new InvalidEvaluationException(problems);
            }
            return definition;
        }

        private String name() {
            String name = attempt(() -> flat.text("name"), "none");
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || name.length() > LONGEST_NAME) {
                problems.add("'name' is 1 to " + LONGEST_NAME + " letters, digits, dots, hyphens and underscores, got '"
                        + name + "'");
            }
            return name;
        }

        private List<String> models() {
            if (flat.has("model") == flat.has("models")) {
                problems.add("say either 'model' or 'models'");
                return List.of("none");
            }
            List<String> models = new ArrayList<>();
            for (String one : flat.text("models", flat.text("model", "")).split(",", -1)) {
                models.add(attempt(() -> ModelName.parse(one).toString(), "none"));
            }
            if (models.stream().distinct().count() < models.size() || models.size() > MOST_MODELS) {
                problems.add("1 to " + MOST_MODELS + " models are named, each once, got " + models);
            }
            return models;
        }

        private int number(String name, int otherwise, int least, int most) {
            int value = attempt(() -> flat.integer(name, otherwise), otherwise);
            if (value < least || value > most) {
                problems.add("'" + name + "' must lie between " + least + " and " + most + ", got " + value);
            }
            return value;
        }

        private double real(String name, double otherwise, double least, double most) {
            double value = attempt(() -> flat.real(name, otherwise), otherwise);
            if (!(value >= least && value <= most)) {
                problems.add("'" + name + "' must lie between " + least + " and " + most + ", got " + value);
            }
            return value;
        }

        private <T> T attempt(Supplier<T> value, T otherwise) {
            try {
                return value.get();
            } catch (NumberFormatException e) {
                problems.add("a whole number was expected: " + e.getMessage());
                return otherwise;
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
                return otherwise;
            }
        }
    }
}
