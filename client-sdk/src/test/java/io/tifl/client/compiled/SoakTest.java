package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Thousands of clients in one process, some of them broken. */
@Tag("slow")
class SoakTest {
    private static final int CLIENTS = 5_000;
    private static final int WARM_UP = 500;
    private static final int WORKERS = 4;
    private static final long MEGABYTE = 1 << 20;
    private static final CompiledLearnerFactory FACTORY = new CompiledLearnerFactory();
    private static final ModelSpec SPEC = ModelSpec.of("small-cnn");

    // Sizes differ from client to client; every hundredth is broken.
    private static void serve(Learner learner, Parameters model, int client) throws Exception {
        Examples data = Given.noise(1 + client % 37, List.of(1, 28, 28), 10, client);
        String optimizer = List.of("sgd", "adam", "nesterovs").get(client % 3);
        double rate = client % 100 == 99 ? 1e30 : 0.01;
        try {
            Learner.Trained trained = learner.train(model, data, new TrainingPlan(1, 10, rate, optimizer, 0, client));
            assertThat(trained.loss()).isFinite();
            learner.evaluate(trained.parameters(), data);
        } catch (DivergedException expected) {
            assertThat(rate).isEqualTo(1e30);
        }
    }

    // A learner forgets its memory with a broken client: before memory is measured, all of it is in use again.
    private static void settle(Learner learner, Parameters model) throws Exception {
        Examples data = Given.noise(37, List.of(1, 28, 28), 10, 1);
        learner.evaluate(model, data);
        for (String optimizer : List.of("sgd", "adam", "nesterovs")) {
            learner.train(model, data, new TrainingPlan(1, 10, 0.01, optimizer, 0, 1));
        }
    }

    private static long heap() {
        System.gc();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    // Less than the heap the collector has taken from the system, not all of which it has touched yet: hence the room
    // in the
    // limit. One vector of parameters lost per client would come to 440 MB.
    private static long outside() throws IOException {
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1];
        return Long.parseLong(pages) * 4096 - Runtime.getRuntime().totalMemory();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void memoryStaysFlatThroughOneLearner() throws Exception {
        try (Learner learner = FACTORY.open(SPEC)) {
            Parameters model = learner.initial(1);
            for (int client = 0; client < WARM_UP; client++) {
                serve(learner, model, client);
            }
            settle(learner, model);
            long held = learner.bytes();
            long heap = heap();
            long outside = outside();

            for (int client = WARM_UP; client < CLIENTS; client++) {
                serve(learner, model, client);
            }

            settle(learner, model);
            assertThat(learner.bytes()).isEqualTo(held);
            assertThat(heap() - heap).isLessThan(4 * MEGABYTE);
            assertThat(outside() - outside).isLessThan(128 * MEGABYTE);
            try (Learner fresh = FACTORY.open(SPEC)) {
                Examples data = Given.noise(23, List.of(1, 28, 28), 10, 3);
                TrainingPlan plan = new TrainingPlan(2, 10, 0.01, "adam", 0, 5);
                assertThat(learner.train(model, data, plan).parameters())
                        .isEqualTo(fresh.train(model, data, plan).parameters());
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void memoryStaysFlatThroughAFewLearners() throws Exception {
        List<Learner> learners = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            learners.add(FACTORY.open(SPEC));
        }
        Parameters model = learners.getFirst().initial(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS)) {
            serveAll(threads, learners, model, 0, WARM_UP);
            for (Learner learner : learners) {
                settle(learner, model);
            }
            long heap = heap();
            long outside = outside();

            serveAll(threads, learners, model, WARM_UP, CLIENTS);
            for (Learner learner : learners) {
                settle(learner, model);
            }

            assertThat(heap() - heap).isLessThan(4 * MEGABYTE);
            assertThat(outside() - outside).isLessThan(128 * MEGABYTE);
        }
        learners.forEach(Learner::close);
        for (Learner learner : learners) {
            assertThat(learner.bytes()).isZero();
        }
    }

    private static void serveAll(ExecutorService threads, List<Learner> learners, Parameters model, int from, int to)
            throws Exception {
        List<Future<?>> work = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            int first = from + worker;
            Learner learner = learners.get(worker);
            work.add(threads.submit(() -> {
                for (int client = first; client < to; client += WORKERS) {
                    serve(learner, model, client);
                }
                return null;
            }));
        }
        for (Future<?> part : work) {
            part.get();
        }
    }
}
