package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several threads for one learner. */
class ThreadsTest {
    private static final CompiledLearnerFactory FACTORY = new CompiledLearnerFactory();
    private static final Examples IMAGES = Given.noise(45, List.of(1, 28, 28), 10, 1);
    private static final ModelSpec WIDE = new ModelSpec(
            "mlp", Settings.none().with("inputs", 784).with("hidden", 390).with("classes", 10));

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "nesterovs", "rmsprop", "adam", "adagrad"})
    void anyNumberOfThreadsGivesTheBitsOfOneInWideNetworks(String optimizer) throws Exception {
        checkBits(WIDE, new TrainingPlan(2, 20, 0.01, optimizer, 0.01, 9));
    }

    @Test
    void anyNumberOfThreadsGivesTheBitsOfOneInConvolutions() throws Exception {
        checkBits(ModelSpec.of("mnist-cnn"), new TrainingPlan(1, 20, 0.01, "adam", 0, 9));
        checkBits(ModelSpec.of("femnist-cnn"), new TrainingPlan(1, 23, 0.01, "sgd", 0.01, 9));
    }

    private static void checkBits(ModelSpec spec, TrainingPlan plan) throws Exception {
        try (Learner one = FACTORY.open(spec)) {
            Parameters start = one.initial(1);
            Learner.Trained trained = one.train(start, IMAGES, plan);
            Learner.Evaluation rated = one.evaluate(start, IMAGES);
            Parameters gradient = one.gradient(start, IMAGES);
            for (int threads : new int[] {1, 2, 3}) {
                try (Learner several = FACTORY.withThreads(threads).open(spec)) {
                    Learner.Trained again = several.train(start, IMAGES, plan);

                    assertThat(again.parameters()).as("%d threads", threads).isEqualTo(trained.parameters());
                    assertThat(again.loss()).isEqualTo(trained.loss());
                    assertThat(several.evaluate(start, IMAGES)).isEqualTo(rated);
                    assertThat(several.gradient(start, IMAGES)).isEqualTo(gradient);
                }
            }
        }
    }

    @Test
    void threadsStartWithTheFirstLargeStepAndEndWithTheLearner() throws Exception {
        Set<Thread> before = ours();
        Learner learner = FACTORY.withThreads(3).open(WIDE);
        Parameters start = learner.initial(1);
        assertThat(since(before)).isEmpty();

        learner.train(start, IMAGES, new TrainingPlan(1, 45, 0.01, "sgd", 0, 9));
        Set<Thread> started = since(before);
        learner.close();

        assertThat(started).hasSize(2);
        for (Thread thread : started) {
            assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
        }
    }

    // Those of learners closed before may still be ending.
    private static Set<Thread> since(Set<Thread> before) {
        Set<Thread> threads = ours();
        threads.removeAll(before);
        return threads;
    }

    private static Set<Thread> ours() {
        Set<Thread> threads = new TreeSet<>(java.util.Comparator.comparingLong(Thread::threadId));
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tifl-kernels"))
                .forEach(threads::add);
        return threads;
    }

    @Test
    void divergenceWithThreadsLeavesNothingBehind() throws Exception {
        TrainingPlan plan = new TrainingPlan(1, 20, 0.01, "sgd", 0, 9);
        try (Learner used = FACTORY.withThreads(2).open(WIDE);
                Learner fresh = FACTORY.open(WIDE)) {
            Parameters start = fresh.initial(1);
            assertThatThrownBy(() -> used.train(start, IMAGES, new TrainingPlan(20, 20, 1e30, "sgd", 0, 9)))
                    .isInstanceOf(DivergedException.class);

            assertThat(used.train(start, IMAGES, plan).parameters())
                    .isEqualTo(fresh.train(start, IMAGES, plan).parameters());
        }
    }

    @Test
    void crewDoesEveryPartOnceAndWaitsForAllEvenIfOneFails() {
        try (Crew crew = new Crew(3)) {
            Set<Integer> done = new ConcurrentSkipListSet<>();
            crew.each(7, done::add);
            assertThat(done).containsExactly(0, 1, 2, 3, 4, 5, 6);

            AtomicInteger finished = new AtomicInteger();
            assertThatThrownBy(() -> crew.each(5, part -> {
                        if (part == 1) {
                            throw new IllegalArgumentException("one");
                        }
                        finished.incrementAndGet();
                    }))
                    .hasRootCauseMessage("one");
            assertThat(finished).hasValue(4);

            Thread.currentThread().interrupt();
            crew.each(3, done::add);
            assertThat(Thread.interrupted()).isTrue();

            AtomicInteger nested = new AtomicInteger();
            crew.each(3, part -> crew.each(4, inner -> nested.incrementAndGet()));
            assertThat(nested).hasValue(12);
        }
        assertThatThrownBy(() -> FACTORY.withThreads(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
