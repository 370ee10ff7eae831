package io.tifl.experiments.demo;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.plugin.Catalog;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a little before anybody is timed, while the coordinator starts: what a process needs for its first training would make all
 * clients look alike in profiling.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final String ENGINE = "compiled";
    private static final TrainingPlan PLAN = new TrainingPlan(2, 20, 0.01, "sgd", 0, 0);

    /** A training that takes so long does not blur the clients' speeds. */
    private static final Duration QUICK = Duration.ofMillis(50);

    private static final Duration MOST = Duration.ofSeconds(6);

    private WarmUp() {}

    /** Begins on a thread of its own. */
    static Thread begin() {
        return Thread.ofPlatform().daemon().name("tifl-warm-up").start(WarmUp::run);
    }

    private static void run() {
        LearnerFactory engine = Catalog.load("engine", LearnerFactory.class).get(ENGINE);
        Examples examples = new DemoData(new Seed(0)).of(0).train();
        long end = System.nanoTime() + MOST.toNanos();
        try (Learner learner = engine.open(DemoJob.model())) {
            Parameters model = learner.initial(0);
            long took = Long.MAX_VALUE;
            while (took > QUICK.toNanos() && System.nanoTime() < end) {
                long began = System.nanoTime();
                learner.train(model, examples, PLAN);
                learner.evaluate(model, examples);
                took = System.nanoTime() - began;
            }
        } catch (DivergedException | RuntimeException e) {
            // The clients will meet it as well, and say it where it counts.
            LOG.debug("the warm-up failed", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
