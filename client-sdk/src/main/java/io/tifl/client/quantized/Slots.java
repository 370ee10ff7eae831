package io.tifl.client.quantized;

import io.tifl.client.compiled.TrainedNetwork;
import java.util.ArrayList;
import java.util.List;

/** Which memory each step's output lies in: memory whose last reader has run is used again. Immutable. */
final class Slots {
    private final List<Slot> slots = new ArrayList<>();
    private final int[] slotOfStep;
    private final int inputSlot;

    /**
     * Memory.
     *
     * @param exampleBytes for one example
     * @param wholeBatch whether it holds a whole batch, or a few examples at a time
     */
    record Slot(int exampleBytes, boolean wholeBatch) {}

    /** @param firstDense the step from which on whole batches are run; what it reads is kept for the whole batch */
    Slots(List<Step> steps, int firstDense, int inputBytes) {
        this.slotOfStep = new int[steps.size()];
        int[] lastReader = new int[steps.size() + 1];
        for (int i = 0; i < steps.size(); i++) {
            for (int source : steps.get(i).stage().sources()) {
                lastReader[source + 1] = i;
            }
        }
        // The step after which each slot is free again.
        List<Integer> taken = new ArrayList<>();
        this.inputSlot = take(new Slot(inputBytes, firstDense == 0), -1, lastReader[0], taken);
        for (int i = 0; i < steps.size(); i++) {
            Slot wanted = new Slot(steps.get(i).outBytes(), i >= firstDense - 1);
            slotOfStep[i] = take(wanted, i, i == steps.size() - 1 ? i : lastReader[i + 1], taken);
        }
    }

    private int take(Slot wanted, int step, int lastReader, List<Integer> taken) {
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            if (taken.get(i) < step && slot.wholeBatch() == wanted.wholeBatch()) {
                slots.set(i, new Slot(Math.max(slot.exampleBytes(), wanted.exampleBytes()), wanted.wholeBatch()));
                taken.set(i, lastReader);
                return i;
            }
        }
        slots.add(wanted);
        taken.add(lastReader);
        return slots.size() - 1;
    }

    List<Slot> all() {
        return slots;
    }

    /** The slot of a step's output, or of the input. */
    int of(int step) {
        return step == TrainedNetwork.INPUT ? inputSlot : slotOfStep[step];
    }
}
