package io.tifl.aggregation.robust;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * Norm bounding (Sun et al., "Can You Really Backdoor Federated Learning?", 2019): the mean of the updates, each shortened to
 * a norm of at most the bound. It limits what one client can do, and withstands no share of them by a theorem.
 *
 * <p>Settings: {@code norm}, where 0 is the median norm of the round (0); {@code memory-mib}.
 */
public final class NormBound implements RobustRule {
    private final Radius norm;
    private final Keeping keeping;

    /** With the settings in parentheses. */
    public NormBound() {
        this(new Radius(0), Keeping.usual());
    }

    private NormBound(Radius norm, Keeping keeping) {
        this.norm = norm;
        this.keeping = keeping;
    }

    @Override
    public String name() {
        return "norm-bound";
    }

    @Override
    public NormBound configured(Settings settings) {
        settings.requireOnly(Set.of("norm", Keeping.NAME));
        return new NormBound(new Radius(settings.real("norm", norm.said())), keeping.configured(settings));
    }

    @Override
    public Keeping keeping() {
        return keeping;
    }

    @Override
    public Reduced reduce(Round round) {
        Rows rows = round.rows();
        double[] norms = Gram.of(rows).norms();
        double most = norm.among(norms);
        double[] coefficients = new double[norms.length];
        for (int row = 0; row < norms.length; row++) {
            coefficients[row] = Radius.clip(most, norms[row]) / norms.length;
        }
        return Reduced.to(Columns.weightedSum(rows, coefficients));
    }
}
