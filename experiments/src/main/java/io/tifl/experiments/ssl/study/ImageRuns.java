package io.tifl.experiments.ssl.study;

import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Known;
import io.tifl.experiments.reproduce.Together;
import io.tifl.experiments.ssl.image.ImageData;
import io.tifl.experiments.ssl.image.ImageRun;
import io.tifl.experiments.ssl.image.ImageSettings;
import io.tifl.experiments.ssl.image.ImageTraining;
import io.tifl.experiments.ssl.image.PixelBaseline;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * Trainings on images, several seeds of each, all of which are kept. Every method is confined to one thread.
 *
 * @param seeds one or more, each once; claims want three
 * @param threads trainings at once, 1 or more; results are the same for any number
 */
record ImageRuns(KeptResults kept, ImageData.Source source, List<Long> seeds, int threads) {
    ImageRuns {
        seeds = List.copyOf(seeds);
        if (seeds.isEmpty() || new HashSet<>(seeds).size() < seeds.size()) {
            throw new IllegalArgumentException("expected at least one seed, each once, got " + seeds);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
    }

    /** The trainings of all settings by their names, those of each in the order of seeds. */
    Map<String, List<ImageRun>> all(String part, Map<String, ImageSettings> settings, Consumer<String> progress)
            throws IOException, InterruptedException {
        Map<ImageSettings, ImageData> data = data(settings);
        List<Callable<ImageRun>> works = new ArrayList<>();
        // Seed by seed, so that a study that is stopped has as much of each as of the others.
        for (long seed : seeds) {
            settings.forEach((name, one) -> works.add(() -> run(part, name, one, Known.at(data, one), seed, progress)));
        }
        List<ImageRun> runs = Together.all(threads, works);
        Map<String, List<ImageRun>> all = new LinkedHashMap<>();
        int at = 0;
        for (int seed = 0; seed < seeds.size(); seed++) {
            for (String name : settings.keySet()) {
                all.computeIfAbsent(name, _ -> new ArrayList<>()).add(runs.get(at++));
            }
        }
        return all;
    }

    private Map<ImageSettings, ImageData> data(Map<String, ImageSettings> settings) throws IOException {
        Map<String, ImageData> loaded = new HashMap<>();
        Map<ImageSettings, ImageData> data = new HashMap<>();
        for (ImageSettings one : settings.values()) {
            String key = one.dataset() + " " + one.examples() + " " + one.tested();
            if (!loaded.containsKey(key)) {
                loaded.put(key, source.load(one.dataset(), one.examples(), one.tested()));
            }
            data.put(one, loaded.get(key));
        }
        return data;
    }

    private ImageRun run(
            String part, String name, ImageSettings settings, ImageData data, long seed, Consumer<String> progress)
            throws IOException, InterruptedException {
        String file = file(part, name, seed);
        return kept.get(file, origin(settings, data, seed), ImageRun.class, () -> {
            ImageRun run =
                    ImageTraining.run(settings, data, new Seed(seed), line -> progress.accept(file + ", " + line));
            progress.accept(file + ": linear probe " + run.probe().last());
            return run;
        });
    }

    PixelBaseline pixels(String part, String name, ImageSettings settings) throws IOException, InterruptedException {
        ImageData data = source.load(settings.dataset(), settings.examples(), settings.tested());
        ImageSettings judging = settings.lasting(0, settings.probeEpochs());
        return kept.get(
                file(part, name + " pixels", seeds.getFirst()),
                origin(judging, data, seeds.getFirst()),
                PixelBaseline.class,
                () -> PixelBaseline.of(judging, data, new Seed(seeds.getFirst())));
    }

    private static String file(String part, String name, long seed) {
        return part + "-" + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + "-" + seed;
    }

    private static String origin(ImageSettings settings, ImageData data, long seed) {
        return "version 1, " + settings + ", seed " + seed + ", data " + data.sha256();
    }
}
