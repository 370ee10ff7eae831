package io.tifl.experiments.noise.study;

import io.tifl.client.LearnerFactory;
import io.tifl.experiments.noise.zoo.Zoo;
import io.tifl.experiments.noise.zoo.ZooData;
import io.tifl.experiments.reproduce.Reproduction;
import io.tifl.experiments.reproduce.StudyPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * What noise on weights does to networks, part by part (arXiv 2011.11840): tables, curves and the claims C1 to C6 of {@code
 * docs/reproduce/analog-noise.md}.
 */
public final class NoiseStudy {
    private NoiseStudy() {}

    /**
     * How much to do.
     *
     * @param seeds of training, at least one, each once; claims want three
     * @param trials chips per level of noise, at least 2
     * @param seed of all noise
     * @param threads that judge chips, at least 1; results are the same for any number
     */
    public record Options(List<Long> seeds, int trials, long seed, int threads) {
        public Options {
            seeds = List.copyOf(seeds);
            if (seeds.isEmpty() || new HashSet<>(seeds).size() < seeds.size()) {
                throw new IllegalArgumentException("expected at least one seed, each once, got " + seeds);
            }
            if (trials < 2) {
                throw new IllegalArgumentException("at least 2 trials are needed, got " + trials);
            }
            if (threads < 1) {
                throw new IllegalArgumentException("threads must be at least 1, got " + threads);
            }
        }
    }

    /**
     * The study.
     *
     * @param ids of the parts to run, such as {@code C4}; empty for all that the networks are there for
     * @param zoo its networks
     * @param folder of results, where curves are kept
     * @param models where trained networks are kept
     * @param more parts after those of this package
     * @param progress takes lines for people, on any thread
     * @throws IllegalArgumentException if there is no such part, or one lacks a network
     */
    public static Reproduction of(
            List<String> ids,
            Zoo zoo,
            ZooData data,
            Options options,
            LearnerFactory engine,
            Path folder,
            Path models,
            List<? extends StudyPart> more,
            Consumer<String> progress) {
        Measurements measurements = new Measurements(zoo, data, options, engine, folder, models, progress);
        List<NoisePart> own = List.of(
                new NoiseTables(measurements),
                new Decline(measurements),
                new Scales(measurements),
                new Redundancy(measurements),
                new Normalisation(measurements),
                new Depth(measurements),
                new Tasks(measurements),
                new LayerSensitivity(measurements),
                new Devices(measurements),
                new Speed(measurements));
        List<StudyPart> parts = new ArrayList<>();
        for (NoisePart part : own) {
            if (zoo.names().containsAll(part.needs())) {
                parts.add(part);
            } else if (ids.contains(part.id())) {
                throw new IllegalArgumentException(
                        "part " + part.id() + " needs the models " + part.needs() + ", got " + zoo.names());
            } else {
                progress.accept("part " + part.id() + " is left out: it needs the models " + part.needs());
            }
        }
        parts.addAll(more);
        return new Reproduction(
                        "Networks on analog devices",
                        "What noise on weights costs networks in accuracy (arXiv 2011.11840), and which claims hold here.",
                        "noise",
                        parts)
                .only(ids);
    }
}
