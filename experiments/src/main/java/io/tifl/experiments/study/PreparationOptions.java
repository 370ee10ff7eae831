package io.tifl.experiments.study;

import io.tifl.experiments.study.ReplaySettings.Preparation;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Resolves what a user said of preparing a data set: LEAF's defaults where nothing is said. */
final class PreparationOptions {
    private static final double TRAINED = 0.9;
    private static final double SAMPLED = 0.1;
    private static final double IID_USERS = 0.01;

    private PreparationOptions() {}

    /** None, if the data set can be dealt here and no step was asked for. */
    static Preparation resolve(ReplayOptions said, String dataset) {
        boolean asked = Stream.of(
                        said.sample,
                        said.sampleFraction,
                        said.iidUsers,
                        said.minSamples,
                        said.splitBy,
                        said.trainFraction,
                        said.samplingSeed,
                        said.splitSeed,
                        said.leafCompat,
                        said.dataSettings)
                .anyMatch(Objects::nonNull);
        if (!asked && PreparedData.isDealt(dataset)) {
            return Preparation.NONE;
        }
        String sample = or(said.sample, Preparation.NO_STEP);
        boolean samples = !sample.equals(Preparation.NO_STEP);
        return new Preparation(
                sample,
                or(said.sampleFraction, samples ? SAMPLED : 1),
                or(said.iidUsers, sample.equals("iid") ? IID_USERS : 0),
                or(said.minSamples, 0),
                or(said.splitBy, "sample"),
                or(said.trainFraction, TRAINED),
                Optional.ofNullable(said.samplingSeed),
                Optional.ofNullable(said.splitSeed),
                or(said.leafCompat, false),
                or(said.dataSettings, Map.of()));
    }

    private static <T> T or(@Nullable T said, T otherwise) {
        return said == null ? otherwise : said;
    }
}
