package io.tifl.leaf.partition;

import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerFactory;
import io.tifl.protocol.Settings;
import java.util.Set;

/** Each client with a mix of classes of its own. Settings: {@code alpha}; {@code spread} of sizes (0). */
public final class InnerDirichlet implements PartitionerFactory {
    @Override
    public String name() {
        return "inner-dirichlet";
    }

    @Override
    public String about() {
        return "each client by its own mix of classes from Dirichlet(alpha=A); sizes alike, or log-normal with spread=SIGMA";
    }

    @Override
    public Set<String> settings() {
        return Set.of(CLIENTS, "alpha", "spread");
    }

    @Override
    public Partitioner configured(Settings settings) {
        settings.requireOnly(settings());
        return Partitioner.innerDirichlet(
                Wanted.clients(settings), Wanted.real(settings, "alpha"), settings.real("spread", 0));
    }
}
