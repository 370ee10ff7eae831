package io.tifl.aggregation.robust;

import io.tifl.aggregation.Claim;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * FLTrust (Cao et al., "FLTrust: Byzantine-robust Federated Learning via Trust Bootstrapping", NDSS 2021): the operator runs
 * one client, on a few clean examples of its own. Every other update is brought to the norm of that one's and counts by the
 * cosine of the angle between the two, or not at all where it is negative. Withstands any number of bad updates, as far as
 * the operator's examples speak for all.
 *
 * <p>The operator's update is the measure and is not counted itself. It has to take part in every round; a round without it
 * leaves the model as it is. If no update points its way, the change is 0.
 *
 * <p>Settings: {@code root}, the operator's client, to be named; {@code memory-mib}.
 */
public final class FlTrust implements RobustRule {
    private static final String NAME = "fl-trust";
    private static final String ROOT = "root";

    private final Optional<ClientId> root;
    private final Keeping keeping;

    /** Without a root, which has to be named before it can do anything. */
    public FlTrust() {
        this(Optional.empty(), Keeping.usual());
    }

    private FlTrust(Optional<ClientId> root, Keeping keeping) {
        this.root = root;
        this.keeping = keeping;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public FlTrust configured(Settings settings) {
        settings.requireOnly(Set.of(ROOT, Keeping.NAME));
        return new FlTrust(Optional.of(new ClientId(settings.text(ROOT))), keeping.configured(settings));
    }

    @Override
    public Keeping keeping() {
        return keeping;
    }

    @Override
    public boolean knowsClients() {
        return true;
    }

    @Override
    public int leastUpdates() {
        return 2;
    }

    @Override
    public Optional<String> objection(List<Claim> claims) {
        return rootOf(claims).isPresent()
                ? Optional.empty()
                : Optional.of("rule " + NAME + " needs the update of its root "
                        + root.map(ClientId::value).orElse("") + ", which did not come");
    }

    private Optional<Integer> rootOf(List<Claim> claims) {
        return root.flatMap(client -> IntStream.range(0, claims.size())
                .filter(i -> claims.get(i).client().filter(client::equals).isPresent())
                .boxed()
                .findFirst());
    }

    @Override
    public Reduced reduce(Round round) {
        Gram gram = Gram.of(round.rows());
        int measure = rootOf(round.claims()).orElseThrow();
        double[] coefficients = new double[round.updates()];
        double trust = 0;
        for (int row = 0; row < coefficients.length; row++) {
            double cosine = row == measure ? 0 : gram.cosine(row, measure);
            if (cosine > 0) {
                coefficients[row] = cosine * gram.norm(measure) / gram.norm(row);
                trust += cosine;
            }
        }
        for (int row = 0; row < coefficients.length && trust > 0; row++) {
            coefficients[row] /= trust;
        }
        return Reduced.to(Columns.weightedSum(round.rows(), coefficients));
    }
}
