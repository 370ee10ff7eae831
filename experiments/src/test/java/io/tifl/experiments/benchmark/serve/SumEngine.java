package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.result.ModelCost;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Of three numbers it says their sum and their first; it notes its batches, and waits in each until it may go on. */
final class SumEngine implements InferenceEngine {
    final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch mayGoOn;
    volatile boolean isClosed;

    private SumEngine(int locks) {
        this.mayGoOn = new CountDownLatch(locks);
    }

    static SumEngine open() {
        return new SumEngine(0);
    }

    /** One whose first batch lasts until {@link #mayGoOn} is counted down. */
    static SumEngine held() {
        return new SumEngine(1);
    }

    @Override
    public int inputSize() {
        return 3;
    }

    @Override
    public int outputSize() {
        return 2;
    }

    @Override
    public float[] predict(float[] features, int count) {
        batches.add(count);
        begun.countDown();
        try {
            mayGoOn.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        float[] sums = new float[2 * count];
        for (int i = 0; i < count; i++) {
            sums[2 * i] = features[3 * i] + features[3 * i + 1] + features[3 * i + 2];
            sums[2 * i + 1] = features[3 * i];
            if (features[3 * i] == 666) {
                throw new IllegalStateException("no such beast");
            }
        }
        return sums;
    }

    @Override
    public Optional<ModelCost> cost() {
        return Optional.of(new ModelCost(0, 2, 20));
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
