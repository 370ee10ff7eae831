package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.report.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Curves on disk, a file for each, so that none has to be measured again. */
record KeptCurves(Path folder, Consumer<String> progress) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /**
     * What decides a curve.
     *
     * @param weights SHA-256 of the network's
     * @param data SHA-256 of the examples'
     * @param device what it does, in words
     * @param chip SHA-256 of one chip's weights, which tells of a device that does something else than it did
     * @param seed of all chips
     */
    record Origin(
            String weights,
            String data,
            String device,
            String chip,
            String scope,
            List<Double> levels,
            int trials,
            long seed) {}

    private record Kept(Origin origin, NoiseCurve curve) {
        Kept {
            Objects.requireNonNull(origin, "origin");
            Objects.requireNonNull(curve, "curve");
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ".json");
    }

    /** The curve that is there, if it is of this very origin; a damaged one is told of and counts as not there. */
    Optional<NoiseCurve> get(String name, Origin wanted) throws IOException {
        Path file = file(name);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Kept kept = JSON.readValue(Files.readAllBytes(file), Kept.class);
            return Optional.of(kept.curve()).filter(_ -> kept.origin().equals(wanted));
        } catch (JacksonException e) {
            progress.accept(file + " is damaged and is replaced: " + e.getOriginalMessage());
            return Optional.empty();
        }
    }

    void keep(String name, Origin origin, NoiseCurve curve) throws IOException {
        AtomicFile.write(file(name), JSON.writeValueAsString(new Kept(origin, curve)) + "\n");
    }
}
