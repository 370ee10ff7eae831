package io.tifl.client.compiled;

import io.tifl.client.Examples;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One engine in a process of its own: reads {@code model batch train|evaluate seconds [threads]} per line, answers {@code rate}
 * and samples per second, or {@code none}.
 */
final class StepPeer {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** An engine with one model and batch, ready. */
    interface Engine {
        void trainStep();

        void evaluateBatch();
    }

    private StepPeer() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String last = "";
        Engine engine = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", -1);
            int batch = Integer.parseInt(words[1]);
            int threads = words.length > 4 ? Integer.parseInt(words[4]) : 1;
            String now = words[0] + " " + words[1] + (threads == 1 ? "" : " in " + threads + " threads");
            if (!now.equals(last)) {
                engine = engine(arguments[0], now, spec(words[0]), batch, threads);
                last = now;
            }
            System.out.println(answer(engine, words[2], batch, Double.parseDouble(words[3]), words.length > 4));
        }
    }

    private static String answer(@Nullable Engine engine, String mode, int batch, double seconds, boolean wall) {
        if (engine == null) {
            return "none";
        }
        Runnable work = mode.equals("train") ? engine::trainStep : engine::evaluateBatch;
        return "rate " + batch * rate(work, seconds, wall ? System::nanoTime : THREADS::getCurrentThreadCpuTime);
    }

    private static ModelSpec spec(String text) {
        String[] parts = text.split(",", -1);
        Settings settings = Settings.none();
        for (int i = 1; i < parts.length; i++) {
            String[] setting = parts[i].split("=", -1);
            settings = settings.with(setting[0], setting[1]);
        }
        return new ModelSpec(parts[0], settings);
    }

    // An engine that lacks a model says so and stays out of its rows.
    private static @Nullable Engine engine(String name, String question, ModelSpec spec, int batch, int threads) {
        try {
            Blueprint blueprint =
                    Catalog.load("model", Dl4jModel.class).get(spec.name()).blueprint(spec.settings());
            Examples examples = noise(spec, blueprint, batch);
            return switch (name) {
                case "compiled" -> new CompiledEngine(blueprint, examples, batch, threads);
                case "dl4j", "dl4j-onednn" -> new Dl4jEngine(blueprint, examples, batch);
                case "pytorch" -> new TorchEngine(spec, examples, batch, vocabulary(spec) > 0);
                default -> throw new IllegalArgumentException("no engine " + name);
            };
        } catch (IllegalArgumentException | UnsupportedOperationException | UnsupportedModelException unknown) {
            System.err.println(name + " leaves out " + question + ": " + unknown.getMessage());
            return null;
        }
    }

    /** Tokens that a model reads; 0 if it reads numbers. */
    private static int vocabulary(ModelSpec spec) {
        return switch (spec.name()) {
            case "shakespeare-lstm" -> 80;
            case "sent140-lstm" -> spec.settings().integer("vocabulary", 10_000) + 1;
            case "reddit-lstm" -> 10_000;
            default -> 0;
        };
    }

    private static Examples noise(ModelSpec spec, Blueprint blueprint, int batch) {
        Random chance = new Random(new Seed(1).value());
        int vocabulary = vocabulary(spec);
        int size = blueprint.inputShape().stream().reduce(1, Math::multiplyExact);
        float[] features = new float[batch * size];
        for (int i = 0; i < features.length; i++) {
            features[i] = vocabulary > 0 ? chance.nextInt(vocabulary) : chance.nextFloat();
        }
        int[] labels = chance.ints(batch, 0, blueprint.classes()).toArray();
        return Examples.dense(blueprint.inputShape(), blueprint.classes(), features, labels);
    }

    /** Calls per second by this clock: a thread's processor time is not stretched by a busy machine, but sees one thread. */
    private static double rate(Runnable work, double seconds, LongSupplier clock) {
        long started = System.nanoTime();
        work.run();
        double once = (System.nanoTime() - started) / 1e9;
        int calls = (int) Math.clamp(seconds / 20 / Math.max(once, 1e-7), 1, 10_000);
        long end = System.nanoTime() + (long) (seconds * 1e9);
        double best = 0;
        do {
            long before = clock.getAsLong();
            for (int i = 0; i < calls; i++) {
                work.run();
            }
            best = Math.max(best, calls / ((clock.getAsLong() - before) / 1e9));
        } while (System.nanoTime() < end);
        return best;
    }
}
