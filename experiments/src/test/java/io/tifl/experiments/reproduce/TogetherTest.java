package io.tifl.experiments.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TogetherTest {
    @Test
    void resultsComeInTheOrderOfTheWorks() throws Exception {
        List<Callable<Integer>> works =
                IntStream.range(0, 20).<Callable<Integer>>mapToObj(i -> () -> i).toList();

        assertThat(Together.all(3, works))
                .isEqualTo(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void aFailureIsToldAndEndsTheOthers() {
        CountDownLatch never = new CountDownLatch(1);
        List<Callable<Integer>> works = List.of(
                () -> {
                    throw new IOException("no file");
                },
                () -> {
                    never.await();
                    return 1;
                });

        assertThatThrownBy(() -> Together.all(2, works))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("one of 2 runs failed")
                .hasMessageContaining("no file")
                .hasCauseInstanceOf(IOException.class);
    }
}
