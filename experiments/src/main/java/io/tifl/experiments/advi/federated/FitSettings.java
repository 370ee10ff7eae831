package io.tifl.experiments.advi.federated;

import io.tifl.experiments.advi.AdviSettings;
import io.tifl.experiments.advi.Convergence;
import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Slope;
import io.tifl.experiments.advi.family.Shape;
import io.tifl.protocol.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@link AdviSettings} from named settings; what is not given is as {@link AdviSettings#of} has it, with 2000 steps. */
final class FitSettings {
    static final Set<String> NAMES = Set.of(
            "shape",
            "rank",
            "components",
            "bound",
            "samples",
            "beta",
            "slope",
            "draws",
            "spread",
            "scale",
            "rate",
            "steps",
            "test-every",
            "test-draws",
            "test-window",
            "tolerance");

    private static final int STEPS = 2000;
    private static final Settings NOTHING = Settings.none();

    private final Settings settings;
    private final List<String> problems;

    private FitSettings(Settings settings, List<String> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** @throws IllegalArgumentException naming everything that is wrong */
    static AdviSettings of(Settings settings) {
        List<String> problems = new ArrayList<>();
        AdviSettings read = of(settings, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return read;
    }

    /** @param problems takes everything that is wrong, each in words */
    static AdviSettings of(Settings settings, List<String> problems) {
        FitSettings own = new FitSettings(settings, problems);
        own.attempt(() -> {
            settings.requireOnly(NAMES);
            return NOTHING;
        });
        Shape shape = own.attempt(own::shape).orElseGet(Shape.FullRank::new);
        AdviSettings usual = AdviSettings.of(shape);
        return own.attempt(() -> own.read(usual)).orElse(usual);
    }

    private Shape shape() {
        String name = settings.text("shape", "full-rank");
        return switch (name) {
            case "mean-field" -> new Shape.MeanField();
            case "full-rank" -> new Shape.FullRank();
            case "low-rank" -> new Shape.LowRank(settings.integer("rank", 1));
            default ->
                throw new IllegalArgumentException(
                        "setting 'shape' is '" + name + "', expected mean-field, full-rank or low-rank");
        };
    }

    private AdviSettings read(AdviSettings usual) {
        int components = attempt(() -> settings.integer("components", 1)).orElse(1);
        AdviSettings mixture = attempt(() -> components == 1 ? usual : usual.mixture(components))
                .orElse(usual);
        AdviSettings bounded = attempt(() -> mixture.withObjective(objective(mixture.objective())))
                .orElse(mixture);
        AdviSettings started =
                attempt(() -> bounded.withStart(start(bounded.start()))).orElse(bounded);
        AdviSettings tested = attempt(() -> started.withConvergence(convergence(started.convergence())))
                .orElse(started);
        return tested.withSteps(
                settings.integer("steps", STEPS),
                settings.integer("draws", tested.draws()),
                settings.real("rate", tested.rate()));
    }

    private Objective objective(Objective usual) {
        return new Objective(
                named("bound", Bound.class, usual.bound()),
                settings.integer("samples", usual.samples()),
                settings.real("beta", usual.beta()),
                named("slope", Slope.class, usual.slope()));
    }

    private AdviSettings.Start start(AdviSettings.Start usual) {
        return new AdviSettings.Start(settings.real("spread", usual.spread()), settings.real("scale", usual.scale()));
    }

    private Convergence convergence(Convergence usual) {
        return new Convergence(
                settings.integer("test-every", usual.every()),
                settings.integer("test-draws", usual.draws()),
                settings.integer("test-window", usual.window()),
                settings.real("tolerance", usual.tolerance()));
    }

    private <T extends Enum<T>> T named(String setting, Class<T> type, T otherwise) {
        String asked = settings.text(setting, name(otherwise));
        T[] all = type.getEnumConstants();
        return Arrays.stream(all)
                .filter(one -> name(one).equals(asked))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("setting '" + setting + "' is '" + asked
                        + "', expected one of "
                        + Arrays.stream(all).map(FitSettings::name).collect(Collectors.joining(", "))));
    }

    private static String name(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private <T> Optional<T> attempt(Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
