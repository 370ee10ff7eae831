package io.tifl.experiments.advi.bound;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Work on many points at once. */
public final class Points {
    private Points() {}

    /**
     * Does something for each number below a count, on the threads of the pool that the caller is in. If some of it
     * fails, the failure of the lowest number is thrown as it was, for any number of threads.
     */
    public static void each(int count, IntConsumer work) {
        @Nullable RuntimeException[] failures = new RuntimeException[count];
        IntStream.range(0, count).parallel().forEach(i -> {
            try {
                work.accept(i);
            } catch (RuntimeException e) {
                failures[i] = e;
            }
        });
        Arrays.stream(failures).filter(Objects::nonNull).findFirst().ifPresent(failure -> {
            throw failure;
        });
    }
}
