package io.tifl.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same updates give the same bits, however they come together. */
class WeightedMeanOrderTest {
    private static final Layout LAYOUT = Layout.flat(1003);
    private static final int COUNT = 97;
    private static final UpdateLimits LIMITS = UpdateLimits.forRound(COUNT);
    private static final List<Update> UPDATES = Update.random(LAYOUT, COUNT, new Seed(5));

    private static String expected = "";

    @BeforeAll
    static void sumInOrder() {
        Accumulator accumulator = new WeightedMean().open(LAYOUT, LIMITS);
        UPDATES.forEach(update -> accumulator.add(update.change(), update.weight()));
        expected = hash(accumulator);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyOrderGivesTheSameBits(long seed) {
        Accumulator accumulator = new WeightedMean().open(LAYOUT, LIMITS);

        shuffled(seed).forEach(update -> accumulator.add(update.change(), update.weight()));

        assertThat(hash(accumulator)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 16, 97})
    void anyShardingMergedInAnyTreeGivesTheSameBits(int shards) {
        RandomGenerator chance = new Seed(shards).generator();
        List<Accumulator> open = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            open.add(new WeightedMean().open(LAYOUT, LIMITS));
        }
        for (Update update : shuffled(shards)) {
            open.get(chance.nextInt(shards)).add(update.change(), update.weight());
        }

        while (open.size() > 1) {
            Accumulator merged = open.remove(chance.nextInt(open.size()));
            open.get(chance.nextInt(open.size())).merge(merged);
        }

        assertThat(hash(open.getFirst())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void anyNumberOfThreadsGivesTheSameBits(int threads) throws Exception {
        AtomicInteger next = new AtomicInteger();
        Callable<Accumulator> worker = () -> {
            Accumulator own = new WeightedMean().open(LAYOUT, LIMITS);
            for (int i = next.getAndIncrement(); i < COUNT; i = next.getAndIncrement()) {
                own.add(UPDATES.get(i).change(), UPDATES.get(i).weight());
            }
            return own;
        };

        Accumulator whole = new WeightedMean().open(LAYOUT, LIMITS);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (Future<Accumulator> part : executor.invokeAll(Collections.nCopies(threads, worker))) {
                whole.merge(part.get());
            }
        }

        assertThat(hash(whole)).isEqualTo(expected);
    }

    @Test
    void aSumInFloatsDependsOnTheOrder() {
        assertThat(floatSum(UPDATES)).as("what the fixed point is for").isNotEqualTo(floatSum(shuffled(1)));
    }

    private static float[] floatSum(List<Update> updates) {
        float[] sum = new float[LAYOUT.size()];
        for (Update update : updates) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += update.weight() * update.change().get(i);
            }
        }
        return sum;
    }

    private static List<Update> shuffled(long seed) {
        List<Update> updates = new ArrayList<>(UPDATES);
        Collections.shuffle(updates, Random.from(new Seed(seed).generator()));
        return updates;
    }

    private static String hash(Accumulator accumulator) {
        return accumulator.finish().change().sha256();
    }
}
