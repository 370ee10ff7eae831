package io.tifl.leaf;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * LEAF's synthetic data set, generated: the labels are those of LEAF's script, and so are the features once rounded to 32-bit
 * floats, bit for bit.
 *
 * <p>Settings: {@code tasks} (users, 1000), {@code classes} (5), {@code dimensions} (60), {@code seed} (931231),
 * {@code min-samples} (0): users with fewer examples are left out. A prefix of the users is the same whatever their number.
 * It has no official test examples; users are named {@code 0}, {@code 1} and so on, as in LEAF.
 */
public final class LeafSynthetic implements Dataset {
    private static final Set<String> SETTINGS = Set.of("tasks", "classes", "dimensions", "seed", "min-samples");

    @Override
    public String name() {
        return "leaf-synthetic";
    }

    @Override
    public String about() {
        return "LEAF Synthetic: 1000 users, 107,553 examples of 60 features in 5 classes; generated, sizes can be set";
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
    public Pool load(DataSource source, Settings settings) {
        return generate(settings);
    }

    /** @throws IllegalArgumentException if a setting is unknown or out of range */
    public static Pool generate(Settings settings) {
        settings.requireOnly(SETTINGS);
        SyntheticSpec spec = new SyntheticSpec(
                settings.integer("tasks", SyntheticSpec.LEAF.tasks()),
                settings.integer("classes", SyntheticSpec.LEAF.classes()),
                settings.integer("dimensions", SyntheticSpec.LEAF.dimensions()),
                settings.integer("seed", SyntheticSpec.LEAF.seed()));
        SyntheticGenerator.Users users = SyntheticGenerator.generate(spec);
        Partition owners = LeafSampling.atLeast(owners(users.sizes()), settings.integer("min-samples", 0));
        return new Pool("leaf-synthetic", users.examples(), users.examples().subset(new int[0]), Optional.of(owners));
    }

    private static Partition owners(List<Integer> sizes) {
        SequencedMap<ClientId, int[]> owners = new LinkedHashMap<>();
        int row = 0;
        for (int user = 0; user < sizes.size(); user++) {
            int end = row + sizes.get(user);
            owners.put(
                    new ClientId(Integer.toString(user)),
                    IntStream.range(row, end).toArray());
            row = end;
        }
        return Partition.of(owners);
    }
}
