package io.tifl.aggregation.robust;

import io.tifl.aggregation.Claim;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.RuleContext;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * FoolsGold (Fung et al., "The Limitations of Federated Learning in Sybil Settings", RAID 2020): clients whose updates, summed
 * over all rounds, point the same way are taken for one attacker's, and count the less the more alike they are. Withstands
 * any number of attackers that act together, provided that honest clients' data differ; it is of no use against a single
 * attacker, and does harm where clients' data are alike.
 *
 * <p>Departs from the paper in that the result is divided by the sum of the clients' shares, for it is a change and not a
 * gradient to be added up; where all shares are 0 it is 0.
 *
 * <p>Settings: {@code history}, whether sums over all rounds are compared, as in the paper, or one round's updates alone
 * (true): the sums take as much memory as a model for every client that ever answered, all of which has to fit
 * {@code memory-mib}, and are part of the federation's state. Clients beyond that are refused.
 */
public final class FoolsGold implements RobustRule {
    private static final String NAME = "fools-gold";
    private static final String HISTORY = "history";
    /** A share of 1 becomes this before its logit is taken. */
    private static final double MOST = 0.99;

    private final boolean history;
    private final Keeping keeping;

    /** With the settings in parentheses. */
    public FoolsGold() {
        this(true, Keeping.usual());
    }

    private FoolsGold(boolean history, Keeping keeping) {
        this.history = history;
        this.keeping = keeping;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public FoolsGold configured(Settings settings) {
        settings.requireOnly(Set.of(HISTORY, Keeping.NAME));
        return new FoolsGold(settings.flag(HISTORY, history), keeping.configured(settings));
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
    public Optional<String> objection(Claim claim, RuleContext context) {
        if (!history) {
            return Optional.empty();
        }
        if (claim.client().isEmpty()) {
            return Optional.of("rule " + NAME + " needs to know who sends an update");
        }
        Set<String> known = context.memory().vectors().keySet();
        long most =
                keeping.memoryBytes() / ((long) Float.BYTES * context.layout().size());
        return known.size() < most
                        || known.contains(claim.client().orElseThrow().value())
                ? Optional.empty()
                : Optional.of("rule " + NAME + " can remember " + most + " clients within " + Keeping.NAME
                        + ", and knows as many already");
    }

    @Override
    public Reduced reduce(Round round) {
        Rows compared = round.rows();
        OptimizerState memory = OptimizerState.empty();
        if (history) {
            OptimizerState sums = remembered(round);
            compared = EachRow.of(
                    round.claims().stream()
                            .map(claim -> sums.vector(client(claim)).values())
                            .toList(),
                    round.rows().columns());
            memory = sums;
        }
        double[] shares = shares(Gram.of(compared));
        double sum = Arrays.stream(shares).sum();
        for (int row = 0; row < shares.length && sum > 0; row++) {
            shares[row] /= sum;
        }
        return new Reduced(Columns.weightedSum(round.rows(), shares), memory);
    }

    /** What was known, and this round's updates added to it. */
    private static OptimizerState remembered(Round round) {
        OptimizerState memory = round.context().memory();
        for (int row = 0; row < round.updates(); row++) {
            String client = client(round.claims().get(row));
            Rows update = new PickedRows(round.rows(), row);
            Parameters before = memory.vectors().get(client);
            Rows summands = before == null
                    ? update
                    : new AppendedRows(EachRow.of(List.of(before.values()), before.size()), update);
            double[] ones = new double[summands.count()];
            Arrays.fill(ones, 1);
            MemorySegment sum = Columns.weightedSum(summands, ones);
            memory = memory.with(client, new Parameters(round.context().layout(), sum));
        }
        return memory;
    }

    private static String client(Claim claim) {
        return claim.client().map(ClientId::value).orElseThrow();
    }

    /** The paper's algorithm 1, from the cosines on; those that are negative count as 0, as in its authors' program. */
    private static double[] shares(Gram gram) {
        int rows = gram.rows();
        double[] most = new double[rows];
        for (int row = 0; row < rows; row++) {
            for (int other = 0; other < rows; other++) {
                most[row] = other == row ? most[row] : Math.max(most[row], gram.cosine(row, other));
            }
        }
        double[] shares = new double[rows];
        double largest = 0;
        for (int row = 0; row < rows; row++) {
            double alike = 0;
            for (int other = 0; other < rows; other++) {
                // One that is more like someone else is pardoned for being like this one.
                double pardon = most[other] > most[row] ? most[row] / most[other] : 1;
                alike = other == row ? alike : Math.max(alike, gram.cosine(row, other) * pardon);
            }
            shares[row] = 1 - alike;
            largest = Math.max(largest, shares[row]);
        }
        for (int row = 0; row < rows && largest > 0; row++) {
            double share = Math.min(MOST, shares[row] / largest);
            // StrictMath: the same bits on every machine. The logarithm of 0 is minus infinity, which counts 0.
            shares[row] = Math.clamp(StrictMath.log(share / (1 - share)) + 0.5, 0, 1);
        }
        return shares;
    }
}
