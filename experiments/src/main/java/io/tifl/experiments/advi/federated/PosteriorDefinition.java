package io.tifl.experiments.advi.federated;

import io.tifl.experiments.advi.AdviSettings;
import io.tifl.experiments.advi.model.Model;
import io.tifl.protocol.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What posterior is to be fitted, as its author wrote it in YAML or JSON, resolved and checked.
 *
 * @param model name of a {@link ShardModel}
 * @param fit settings of {@link AdviSettings}, by name
 * @param leastClients that have to be there before it begins; all that are there then take part
 * @param deadline of one request to clients
 * @param patience how long a client that is gone is waited for
 * @param restart whether a client that is lost for good has the fit begin again without it; otherwise the fit fails
 * @param judgeDraws of each component, by which the fit is judged in the end; 0 for none
 */
public record PosteriorDefinition(
        String name,
        String model,
        Settings modelSettings,
        Settings fit,
        int leastClients,
        Duration deadline,
        Duration patience,
        boolean restart,
        int judgeDraws,
        long seed) {
    private static final Set<String> OWN =
            Set.of("name", "model", "least-clients", "deadline", "patience", "on-loss", "judge-draws", "seed");
    private static final String MODEL_SETTINGS = "model-settings";

    private static final int LONGEST_NAME = 40;
    private static final int LARGEST_TEXT = 64 << 10;
    /** As many as a report has room for, at the 20 to 40 bytes that sums of common sizes take. */
    private static final int MOST_SUMS = 400_000;

    private static final double LONGEST_SECONDS = 30 * 86_400;

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    /** How it is fitted. */
    AdviSettings advi() {
        return FitSettings.of(fit);
    }

    /** The parameters and their prior. */
    Model prior() {
        return ShardModel.installed().get(model).model(modelSettings);
    }

    /** What clients are asked for. */
    ShardOrders.Asked asked() {
        return new ShardOrders.Asked(model, modelSettings);
    }

    /**
     * Reads a definition.
     *
     * @param text YAML or JSON
     * @throws InvalidPosteriorException naming everything that is wrong
     */
    public static PosteriorDefinition parse(String text) throws InvalidPosteriorException {
        if (text.length() > LARGEST_TEXT) {
            throw new InvalidPosteriorException(
                    List.of("a definition has at most " + LARGEST_TEXT + " characters, got " + text.length()));
        }
        @Nullable Map<?, ?> read;
        try {
            read = YAML.readValue(text, Map.class);
        } catch (JacksonException e) {
            throw new InvalidPosteriorException(List.of("neither YAML nor JSON: " + e.getOriginalMessage()));
        }
        if (read == null) {
            throw new InvalidPosteriorException(List.of("the definition is empty"));
        }
        return new Reader(read).definition();
    }

    /** Reads names and values, and collects what is wrong with them. */
    private static final class Reader {
        private final List<String> problems = new ArrayList<>();
        private final Settings flat;
        private final Settings ofModel;

        Reader(Map<?, ?> read) {
            Map<String, Object> rest = new HashMap<>();
            read.forEach((name, value) -> rest.put(String.valueOf(name), value));
            Object own = rest.remove(MODEL_SETTINGS);
            if (own != null && !(own instanceof Map<?, ?>)) {
                problems.add("'" + MODEL_SETTINGS + "' holds names and values, got '" + own + "'");
            }
            ofModel = own instanceof Map<?, ?> map ? flat(map) : Settings.none();
            flat = flat(rest);
        }

        private Settings flat(Map<?, ?> read) {
            Map<String, String> values = new HashMap<>();
            read.forEach((name, value) -> {
                if (value instanceof Map<?, ?> || value instanceof List<?>) {
                    problems.add("'" + name + "' holds a value, got '" + value + "'");
                } else if (value != null) {
                    values.put(String.valueOf(name), String.valueOf(value));
                }
            });
            return Settings.of(values);
        }

        PosteriorDefinition definition() throws InvalidPosteriorException {
            Set<String> ofFit = new TreeSet<>(flat.values().keySet());
            ofFit.removeAll(OWN);
            PosteriorDefinition definition = new PosteriorDefinition(
                    name(),
                    attempt(() -> flat.text("model"), ""),
                    ofModel,
                    flat.only(ofFit),
                    number("least-clients", 1, 1, 1_000_000),
                    seconds("deadline", 60),
                    seconds("patience", 600),
                    restart(),
                    number("judge-draws", 500, 0, 1_000_000),
                    attempt(() -> Long.parseLong(flat.text("seed", "1").strip()), 1L));
            AdviSettings advi = FitSettings.of(definition.fit, problems);
            if (flat.has("model")) {
                attempt(() -> checked(definition, advi), 0);
            }
            if (!problems.isEmpty()) {
                throw new InvalidPosteriorException(problems);
            }
            return definition;
        }

        /** Whether the model is known and its largest request can be answered. */
        private static int checked(PosteriorDefinition definition, AdviSettings advi) {
            Model model = definition.prior();
            long each = (long) advi.objective().samples()
                    * (advi.objective().bound().stratified() ? advi.components() : 1);
            long points = Math.max(
                    each * Math.max(advi.draws(), advi.convergence().draws()),
                    (long) definition.judgeDraws * advi.components());
            long sums = points * (1 + model.space().size());
            if (sums > MOST_SUMS) {
                throw new IllegalArgumentException(
                        "clients are asked for " + (1 + model.space().size())
                                + " sums at each of " + points + " points at once, at most " + MOST_SUMS
                                + " in all can be sent; take fewer draws, samples or judge-draws");
            }
            return 0;
        }

        private String name() {
            String name = attempt(() -> flat.text("name"), "none");
            if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || name.length() > LONGEST_NAME) {
                problems.add("'name' is 1 to " + LONGEST_NAME + " letters, digits, dots, hyphens and underscores, got '"
                        + name + "'");
            }
            return name;
        }

        private boolean restart() {
            String asked = flat.text("on-loss", "fail");
            if (!asked.equals("fail") && !asked.equals("restart")) {
                problems.add("'on-loss' is fail or restart, got '" + asked + "'");
            }
            return asked.equals("restart");
        }

        private int number(String name, int otherwise, int least, int most) {
            int value = attempt(() -> flat.integer(name, otherwise), otherwise);
            if (value < least || value > most) {
                problems.add("'" + name + "' must lie between " + least + " and " + most + ", got " + value);
            }
            return value;
        }

        private Duration seconds(String name, double otherwise) {
            double value = attempt(() -> flat.real(name, otherwise), otherwise);
            if (!(value >= 1e-3 && value <= LONGEST_SECONDS)) {
                problems.add("'" + name + "' must lie between 0.001 and " + LONGEST_SECONDS + " seconds, got " + value);
                return Duration.ofSeconds(1);
            }
            return Duration.ofNanos(Math.round(value * 1e9));
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
