package io.tifl.leaf.raw;

import io.tifl.leaf.DataSource;
import io.tifl.leaf.FedProxGenerator;
import io.tifl.leaf.FedProxSpec;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;

/**
 * {@code fedprox-synthetic}: what papers call Synthetic(1,1), generated in the order FedProx's script draws it.
 *
 * <p>Settings: {@code alpha} and {@code beta} (1; 0 if {@code iid}), {@code iid} (false), {@code users} (30), {@code classes}
 * (10), {@code dimensions} (60), {@code seed} (1). FedProx sets no seed, so its own files, which are published as LEAF's JSON,
 * cannot be generated again.
 */
public final class FedProxSynthetic implements RawSet {
    @Override
    public String name() {
        return "fedprox-synthetic";
    }

    @Override
    public String about() {
        return "FedProx Synthetic(alpha, beta): 30 users, about 10,000 examples of 60 features in 10 classes; generated";
    }

    @Override
    public String licence() {
        return "generated; the recipe is FedProx's (Li et al., MLSys 2020), MIT";
    }

    @Override
    public boolean isGenerated() {
        return true;
    }

    @Override
    public List<Expected> expected() {
        return List.of();
    }

    @Override
    public List<String> manualSteps(String folder) {
        return List.of();
    }

    @Override
    public SetSource open(DataSource source, Settings settings) {
        settings.requireOnly(Set.of("alpha", "beta", "iid", "users", "classes", "dimensions", "seed"));
        boolean isIid = settings.flag("iid", false);
        FedProxSpec spec = new FedProxSpec(
                settings.integer("users", 30),
                settings.integer("classes", 10),
                settings.integer("dimensions", 60),
                settings.real("alpha", isIid ? 0 : 1),
                settings.real("beta", isIid ? 0 : 1),
                isIid,
                settings.integer("seed", 1));
        return new GeneratedSource(
                LeafForms.fedProxSynthetic(spec.dimensions(), spec.classes()),
                List.of(spec.toString()),
                spec.users(),
                "f_%05d",
                sink -> FedProxGenerator.push(spec, sink));
    }
}
