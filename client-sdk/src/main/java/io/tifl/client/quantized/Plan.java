package io.tifl.client.quantized;

import io.tifl.client.compiled.TrainedLayer;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.kernels.ImageQuantization;
import io.tifl.kernels.ImageShape;
import io.tifl.kernels.InputQuantization;
import io.tifl.kernels.Rows;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * In which order steps run, and where their outputs lie. Immutable and thread-safe.
 *
 * <p>Everything before the dense layers at the end runs on a few images at a time, so that what one step writes is in second-level
 * cache when the next reads it. The dense layers run on the whole batch, which reads their weights once.
 */
final class Plan {
    /** What the outputs of two neighbouring steps may take together. */
    private static final long CHUNK_BYTES = 192 << 10;

    private static final int MAX_CHUNK = 32;

    /** Behind the last value: windows are gathered in words. */
    private static final int SLACK = Long.BYTES;

    private final ImageShape input;
    private final InputQuantization quantization;
    private final ImageQuantization images;
    private final List<Step> steps;
    private final int firstDense;
    private final boolean takesFloats;
    private final int chunk;
    private final Slots slots;

    Plan(FoldedNetwork network, List<Step> steps, InputQuantization quantization) {
        this.input = network.input();
        this.quantization = quantization;
        this.images = new ImageQuantization(input, quantization);
        this.steps = List.copyOf(steps);
        this.firstDense = firstDense(steps);
        boolean plain = input.channels() == 1 || input.pixels() == 1;
        this.takesFloats = firstDense == 0 && plain;
        this.chunk = chunk(steps.subList(0, firstDense));
        this.slots = new Slots(steps, firstDense, input.size());
    }

    /** From here on there are dense layers only, each reading the one before. */
    private static int firstDense(List<Step> steps) {
        int first = steps.size();
        while (first > 0
                && steps.get(first - 1).stage().layer() instanceof TrainedLayer.Dense
                && steps.get(first - 1).stage().sources().equals(List.of(first - 2))) {
            first--;
        }
        return first;
    }

    private static int chunk(List<Step> front) {
        long largest = 1;
        for (Step step : front) {
            largest = Math.max(largest, step.stage().in().size() + step.outBytes());
        }
        return Math.clamp(CHUNK_BYTES / largest, 1, MAX_CHUNK);
    }

    /** Memory for batches of up to {@code capacity} examples. */
    Workspace workspace(int capacity) {
        List<byte[]> memory = new ArrayList<>();
        for (Slots.Slot slot : slots.all()) {
            int examples = slot.wholeBatch() ? capacity : Math.min(chunk, capacity);
            memory.add(new byte[Math.addExact(Math.multiplyExact(slot.exampleBytes(), examples), SLACK)]);
        }
        return new Workspace(capacity, memory.toArray(byte[][]::new));
    }

    /**
     * Runs a batch.
     *
     * @param features examples from {@code from} on
     * @return the last step's floats, in native byte order, in the workspace
     */
    byte[] run(float[] features, int from, int count, Workspace workspace) {
        for (int done = 0; done < count && !takesFloats; done += chunk) {
            front(features, from + done * input.size(), done, Math.min(chunk, count - done), workspace);
        }
        for (int i = firstDense; i < steps.size(); i++) {
            if (i == 0 && takesFloats) {
                denseOfFloats(features, from, count, workspace);
            } else {
                run(i, 0, count, workspace);
            }
        }
        return workspace.slot(slots.of(steps.size() - 1));
    }

    private void front(float[] features, int from, int first, int count, Workspace workspace) {
        byte[] bytes = workspace.slot(slots.of(TrainedNetwork.INPUT));
        int offset = firstDense == 0 ? first * input.size() : 0;
        for (int i = 0; i < count; i++) {
            images.apply(features, from + i * input.size(), bytes, offset + i * input.size());
        }
        for (int i = 0; i < firstDense; i++) {
            run(i, i == firstDense - 1 ? first * steps.get(i).outBytes() : 0, count, workspace);
        }
    }

    private void run(int index, int to, int count, Workspace workspace) {
        Step step = steps.get(index);
        byte[] a = workspace.slot(slots.of(step.stage().sources().getFirst()));
        byte[] b = workspace.slot(slots.of(step.stage().sources().getLast()));
        step.work().run(a, b, workspace.slot(slots.of(index)), to, count);
    }

    private void denseOfFloats(float[] features, int from, int count, Workspace workspace) {
        Step step = steps.getFirst();
        long rowBytes = (long) Float.BYTES * input.size();
        MemorySegment rows = MemorySegment.ofArray(features).asSlice((long) Float.BYTES * from, rowBytes * count);
        MemorySegment out = MemorySegment.ofArray(workspace.slot(slots.of(0)));
        Objects.requireNonNull(step.product())
                .multiplyFloats(new Rows(rows, count, rowBytes), quantization, new Rows(out, count, step.outBytes()));
    }
}
