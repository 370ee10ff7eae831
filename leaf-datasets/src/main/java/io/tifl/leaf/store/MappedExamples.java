package io.tifl.leaf.store;

import io.tifl.client.Examples;
import io.tifl.leaf.set.ElementType;
import io.tifl.leaf.set.Form;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/** Consecutive rows of mapped columns. */
final class MappedExamples implements Examples {
    private final Form form;
    private final MemorySegment features;
    private final MemorySegment labels;
    private final FeatureReader reader;
    private final int featureSize;
    private final int featureBytes;
    private final int labelBytes;
    private final int size;

    MappedExamples(Form form, MemorySegment features, MemorySegment labels, int size) {
        this.form = form;
        this.features = features;
        this.labels = labels;
        this.reader = FeatureReader.of(form.features().type(), form.reading());
        this.featureSize = form.features().values();
        this.featureBytes = form.features().bytes();
        this.labelBytes = form.labels().bytes();
        this.size = size;
    }

    /** Some of these rows. */
    MappedExamples rows(int first, int count) {
        return new MappedExamples(
                form,
                features.asSlice((long) first * featureBytes, (long) count * featureBytes),
                labels.asSlice((long) first * labelBytes, (long) count * labelBytes),
                count);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<Integer> featureShape() {
        return form.features().shape();
    }

    @Override
    public int featureSize() {
        return featureSize;
    }

    @Override
    public int classes() {
        return form.classes();
    }

    @Override
    public void features(int row, float[] into, int offset) {
        Objects.checkIndex(row, size);
        reader.read(features, (long) row * featureBytes, into, offset, featureSize);
    }

    @Override
    public int label(int row) {
        Objects.checkIndex(row, size);
        ElementType type = form.labels().type();
        long at = (row + 1L) * labelBytes - type.bytes();
        return switch (type) {
            case U8 -> labels.get(Columns.U8, at) & 0xff;
            case U16 -> labels.get(Columns.U16, at) & 0xffff;
            case I32 -> labels.get(Columns.I32, at);
            case F32 -> (int) labels.get(Columns.F32, at);
            case F64 -> (int) labels.get(Columns.F64, at);
        };
    }
}
