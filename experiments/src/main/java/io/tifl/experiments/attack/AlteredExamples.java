package io.tifl.experiments.attack;

import io.tifl.client.Examples;
import java.util.List;

/** Examples that differ from others in some respect. */
class AlteredExamples implements Examples {
    private final Examples examples;

    AlteredExamples(Examples examples) {
        this.examples = examples;
    }

    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public List<Integer> featureShape() {
        return examples.featureShape();
    }

    @Override
    public int classes() {
        return examples.classes();
    }

    @Override
    public void features(int row, float[] into, int offset) {
        examples.features(row, into, offset);
    }

    @Override
    public int label(int row) {
        return examples.label(row);
    }
}
