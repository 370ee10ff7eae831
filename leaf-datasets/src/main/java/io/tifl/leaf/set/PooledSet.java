package io.tifl.leaf.set;

import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;

/**
 * A labelled data set that is loaded whole, as a {@link RawSet}. Setting, besides those of the data set: {@code part}, train
 * (the usual) or test, the official test examples.
 */
public record PooledSet(Dataset dataset) implements RawSet {
    private static final String PART = "part";

    @Override
    public String name() {
        return dataset.name();
    }

    @Override
    public String about() {
        return dataset.about();
    }

    @Override
    public String licence() {
        return dataset.licence();
    }

    @Override
    public boolean isGenerated() {
        return dataset.isGenerated();
    }

    @Override
    public List<Expected> expected() {
        return List.of();
    }

    @Override
    public List<String> manualSteps(String folder) {
        return dataset.manualSteps(folder);
    }

    @Override
    public SetSource open(DataSource source, Settings settings) throws IOException {
        String part = settings.text(PART, "train");
        if (!part.equals("train") && !part.equals("test")) {
            throw new IllegalArgumentException("setting 'part' is '" + part + "', expected train or test");
        }
        TreeMap<String, String> theirs = new TreeMap<>(settings.values());
        theirs.remove(PART);
        Pool pool = dataset.load(source, Settings.of(theirs));
        return part.equals("train") ? PoolSource.train(pool) : PoolSource.test(pool);
    }
}
