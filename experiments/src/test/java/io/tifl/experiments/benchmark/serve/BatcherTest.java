package io.tifl.experiments.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.experiments.benchmark.result.Stage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatcherTest {
    private static float[] example(int first) {
        return new float[] {first, 1, 2};
    }

    private static List<CompletableFuture<Prediction>> submit(Batcher batcher, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> batcher.submit(example(i), 1))
                .toList();
    }

    @Test
    void eachRequestGetsItsOwnAnswerWithItsStages() throws Exception {
        SumEngine engine = SumEngine.held();
        try (Batcher batcher = new Batcher(engine, 8, Duration.ZERO, 100)) {
            List<CompletableFuture<Prediction>> first = submit(batcher, 0, 1);
            engine.begun.await();
            List<CompletableFuture<Prediction>> others = submit(batcher, 1, 12);
            CompletableFuture<Prediction> twoExamples = batcher.submit(new float[] {50, 1, 1, 60, 1, 1}, 2);
            engine.mayGoOn.countDown();

            assertThat(first.getFirst().get().scores()).containsExactly(3, 0);
            for (int i = 0; i < others.size(); i++) {
                assertThat(others.get(i).get().scores()).containsExactly(i + 4, i + 1);
            }
            assertThat(twoExamples.get().scores()).containsExactly(52, 50, 62, 60);
            assertThat(twoExamples.get().stages())
                    .containsOnlyKeys(Stage.BATCHING, Stage.PREPROCESSING, Stage.INFERENCE, Stage.POSTPROCESSING)
                    .allSatisfy((_, nanos) -> assertThat(nanos).isNotNegative());
        }
        assertThat(engine.batches).containsExactly(1, 8, 5);
        assertThat(engine.isClosed).isTrue();
    }

    @Test
    void requestBeyondTheQueueIsRejectedAndTheOthersAreNot() throws Exception {
        SumEngine engine = SumEngine.held();
        try (Batcher batcher = new Batcher(engine, 1, Duration.ZERO, 2)) {
            List<CompletableFuture<Prediction>> first = submit(batcher, 0, 1);
            engine.begun.await();
            List<CompletableFuture<Prediction>> waiting = submit(batcher, 1, 3);

            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> batcher.submit(example(9), 1))
                    .withMessageContaining("2 requests wait");
            engine.mayGoOn.countDown();
            assertThat(first.getFirst().get().scores()).contains(3);
            assertThat(waiting.get(1).get().scores()).contains(5);
            assertThat(batcher.submit(example(9), 1).get().scores()).contains(12);
        }
    }

    @Test
    void fullBatchDoesNotWait() throws Exception {
        try (Batcher batcher = new Batcher(SumEngine.open(), 4, Duration.ofHours(1), 100)) {
            for (CompletableFuture<Prediction> answer : submit(batcher, 0, 4)) {
                assertThat(answer.get().scores()).hasSize(2);
            }
        }
    }

    @Test
    void oldestRequestWaitsForOthersNoLongerThanItMay() throws Exception {
        SumEngine engine = SumEngine.open();
        try (Batcher batcher = new Batcher(engine, 4, Duration.ofMillis(30), 100)) {
            Prediction prediction = batcher.submit(example(1), 1).get();

            assertThat(prediction.stages().get(Stage.BATCHING)).isGreaterThanOrEqualTo(30_000_000L);
        }
        assertThat(engine.batches).containsExactly(1);
    }

    @Test
    void failureOfOneBatchIsNotThatOfTheNext() throws Exception {
        try (Batcher batcher = new Batcher(SumEngine.open(), 1, Duration.ZERO, 100)) {
            CompletableFuture<Prediction> bad = batcher.submit(example(666), 1);

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(bad::get)
                    .withMessageContaining("no such beast");
            assertThat(batcher.submit(example(1), 1).get().scores()).containsExactly(4, 1);
        }
    }

    @Test
    void closingAnswersWhatWaitsWithAnError() throws Exception {
        SumEngine engine = SumEngine.held();
        Batcher batcher = new Batcher(engine, 1, Duration.ZERO, 100);
        List<CompletableFuture<Prediction>> first = submit(batcher, 0, 1);
        engine.begun.await();
        List<CompletableFuture<Prediction>> waiting = submit(batcher, 1, 50);
        Thread closing = Thread.ofVirtual().start(batcher::close);

        for (CompletableFuture<Prediction> one : waiting) {
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> one.get(30, TimeUnit.SECONDS))
                    .withMessageContaining("closed");
        }
        engine.mayGoOn.countDown();
        assertThat(first.getFirst().get().scores()).contains(3);
        closing.join();
        assertThat(engine.isClosed).isTrue();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> batcher.submit(example(1), 1).get())
                .withMessageContaining("closed");
    }

    @Test
    void wrongNumberOfFeaturesIsRefused() {
        try (Batcher batcher = new Batcher(SumEngine.open(), 1, Duration.ZERO, 100)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> batcher.submit(new float[5], 2))
                    .withMessageContaining("2 x 3")
                    .withMessageContaining("5");
            assertThatIllegalArgumentException().isThrownBy(() -> batcher.submit(new float[0], 0));
        }
    }
}
