package io.tifl.leaf.raw;

import io.tifl.leaf.DataSource;
import io.tifl.leaf.SyntheticGenerator;
import io.tifl.leaf.SyntheticSpec;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;

/**
 * {@code leaf-synthetic}: LEAF's synthetic classification, generated in 64 bits as LEAF generates it.
 *
 * <p>Settings: {@code tasks} (users, 1000), {@code classes} (5), {@code dimensions} (60), {@code seed} (931231). Labels are
 * LEAF's own; features may differ in the last bit of a double.
 */
public final class Synthetic implements RawSet {
    @Override
    public String name() {
        return "leaf-synthetic";
    }

    @Override
    public String about() {
        return "LEAF Synthetic: 1,000 users, 107,553 examples of 60 features in 5 classes; generated";
    }

    @Override
    public String licence() {
        return "generated; the recipe is LEAF's (Caldas et al., arXiv 1812.01097), BSD 2-clause";
    }

    @Override
    public boolean isGenerated() {
        return true;
    }

    @Override
    public List<Expected> expected() {
        return List.of(new Expected("LEAF's paper, table 1", 1_000, 107_553, 107.55, 213.22));
    }

    @Override
    public List<String> manualSteps(String folder) {
        return List.of();
    }

    @Override
    public SetSource open(DataSource source, Settings settings) {
        settings.requireOnly(Set.of("tasks", "classes", "dimensions", "seed"));
        SyntheticSpec leaf = SyntheticSpec.LEAF;
        SyntheticSpec spec = new SyntheticSpec(
                settings.integer("tasks", leaf.tasks()),
                settings.integer("classes", leaf.classes()),
                settings.integer("dimensions", leaf.dimensions()),
                settings.integer("seed", leaf.seed()));
        return new GeneratedSource(
                LeafForms.synthetic(spec.dimensions(), spec.classes()),
                List.of(spec.toString()),
                spec.tasks(),
                "%d",
                sink -> SyntheticGenerator.push(spec, sink));
    }
}
