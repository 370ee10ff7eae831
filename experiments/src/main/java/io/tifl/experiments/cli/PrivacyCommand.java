package io.tifl.experiments.cli;

import io.tifl.aggregation.privacy.Accountant;
import io.tifl.aggregation.privacy.GaussianTree;
import io.tifl.aggregation.privacy.Mechanism;
import io.tifl.aggregation.privacy.PldAccountant;
import io.tifl.aggregation.privacy.SampledGaussian;
import io.tifl.aggregation.privacy.SampledGaussian.Sampling;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tifl privacy}: what noisy rounds guarantee, before any is run. */
@Command(
        name = "privacy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says what client-level differential privacy rounds guarantee whose clipped",
            "updates get Gaussian noise, or how much noise an epsilon takes. By privacy loss",
            "distributions; nothing is run.",
            "",
            "Clients drawn in a fixed number are compared with one client's data changed;",
            "drawn by chance, and in a tree, with one client more or less. With tiers, whoever",
            "looks is taken to see which one was drawn."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl privacy --clients 1000 --clients-per-round 50 --rounds 500 --noise 1.0",
            "  tifl privacy --clients 1000 --clients-per-round 50 --rounds 500 --epsilon 8",
            "  tifl privacy --clients 50 --clients-per-round 5 --rounds 500 --noise 4 \\",
            "      --tier-chances 0.4,0.3,0.2,0.05,0.05",
            "  tifl privacy --clients 1000 --clients-per-round 50 --rounds 500 --noise 4 --tree 3"
        })
final class PrivacyCommand implements Callable<Integer> {
    private static final double MOST_NOISE = 1e6;
    private static final double PRECISION = 1e-4;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--clients", paramLabel = "N", required = true, description = "How many clients there are")
    private long clients;

    @Option(names = "--clients-per-round", paramLabel = "N", required = true, description = "How many a round draws")
    private long perRound;

    @Option(names = "--rounds", paramLabel = "N", required = true, description = "How many rounds there are")
    private long rounds;

    @Option(
            names = "--noise",
            paramLabel = "Z",
            description =
                    "Noise multiplier: deviation of the noise in a round's sum over the norm updates are clipped to")
    private @Nullable Double noise;

    @Option(names = "--epsilon", paramLabel = "E", description = "Instead of --noise: find the noise for this epsilon")
    private @Nullable Double epsilon;

    @Option(names = "--delta", paramLabel = "D", description = "Default: 1e-5")
    private double delta = 1e-5;

    @Option(
            names = "--sampling",
            paramLabel = "KIND",
            description =
                    "fixed (default): a fixed number of clients; poisson: each by chance; none: claim nothing for it")
    private String sampling = "fixed";

    @Option(
            names = "--tier-chances",
            split = ",",
            paramLabel = "P",
            description = "A tier is drawn first, with these chances; tiers are of equal size")
    private List<Double> tierChances = List.of();

    @Option(
            names = "--tree",
            paramLabel = "M",
            description = "Noise of a binary tree over the rounds (DP-FTRL), with a client in at most M of them")
    private @Nullable Long tree;

    @Option(
            names = "--apart",
            paramLabel = "B",
            description = "With --tree: two rounds of a client are at least B rounds apart (wrapper setting 'tree')")
    private long apart = 1;

    /** A group of clients that are drawn alike. */
    private record Group(String name, double chance, double rate) {}

    @Override
    public Integer call() {
        check();
        double z = noise != null ? noise : leastNoise(this::worst, epsilon == null ? 0 : epsilon);
        PrintWriter out = spec.commandLine().getOut();
        if (noise == null) {
            out.printf(Locale.ROOT, "noise multiplier %.4f for epsilon %.4g at delta %.3g%n", z, epsilon, delta);
        }
        for (Group group : groups()) {
            out.printf(Locale.ROOT, "%s: epsilon %.4g at delta %.3g%n", group.name(), epsilon(group, z), delta);
        }
        out.flush();
        return 0;
    }

    private void check() {
        if ((noise == null) == (epsilon == null)) {
            throw new IllegalArgumentException("give either --noise or --epsilon");
        }
        if (epsilon != null && !(epsilon > 0)) {
            throw new IllegalArgumentException("--epsilon must be positive, got " + epsilon);
        }
        if (clients < 1 || rounds < 1 || perRound < 1 || perRound > clients) {
            throw new IllegalArgumentException(
                    "--clients and --rounds must be at least 1, --clients-per-round from 1 to --clients");
        }
        if (!List.of("fixed", "poisson", "none").contains(sampling)) {
            throw new IllegalArgumentException("--sampling is fixed, poisson or none, got '" + sampling + "'");
        }
        double sum = tierChances.stream().mapToDouble(Double::doubleValue).sum();
        if (!tierChances.isEmpty() && Math.abs(sum - 1) > 1e-6) {
            throw new IllegalArgumentException("--tier-chances must add up to 1, they add up to " + sum);
        }
        if (apart != 1 && tree == null) {
            throw new IllegalArgumentException("--apart says nothing without --tree");
        }
        if (!tierChances.isEmpty() && tree != null) {
            throw new IllegalArgumentException(
                    "a tree claims nothing for how clients are drawn: leave --tier-chances out");
        }
    }

    private List<Group> groups() {
        if (tierChances.isEmpty()) {
            return List.of(new Group("every client", 1, rate((double) clients)));
        }
        List<Group> groups = new ArrayList<>();
        for (int tier = 0; tier < tierChances.size(); tier++) {
            groups.add(new Group(
                    "tier " + (tier + 1), tierChances.get(tier), rate((double) clients / tierChances.size())));
        }
        return groups;
    }

    private double rate(double among) {
        return sampling.equals("none") ? 1 : Math.min(1, perRound / among);
    }

    /** Of the group that is protected least; infinite where nobody is. */
    private double worst(double z) {
        return groups().stream()
                .mapToDouble(group ->
                        PldAccountant.isTooLittle(mechanism(group, z)) ? Double.POSITIVE_INFINITY : epsilon(group, z))
                .max()
                .orElseThrow();
    }

    private double epsilon(Group group, double z) {
        Accountant accountant = new PldAccountant();
        accountant.add(mechanism(group, z), tree == null ? rounds : 1);
        return accountant.epsilon(delta);
    }

    private Mechanism mechanism(Group group, double z) {
        return tree == null
                ? new SampledGaussian(
                        sampling.equals("fixed") ? Sampling.FIXED_SIZE : Sampling.POISSON,
                        group.rate(),
                        group.chance(),
                        z)
                : new GaussianTree(z, rounds, tree, apart);
    }

    /**
     * The least noise whose epsilon is not above the wanted one, to a ten-thousandth. An epsilon is about a power of the noise:
     * two tries on either side of that power's root enclose it, and every third one halves what is left, should it be no power.
     */
    private static double leastNoise(DoubleUnaryOperator epsilonOf, double wanted) {
        double low = 0;
        double epsilonAtLow = Double.POSITIVE_INFINITY;
        double high = 1;
        double epsilonAtHigh = epsilonOf.applyAsDouble(high);
        while (epsilonAtHigh > wanted) {
            low = high;
            epsilonAtLow = epsilonAtHigh;
            high *= 2;
            if (high > MOST_NOISE) {
                throw new IllegalArgumentException("no noise reaches epsilon " + wanted);
            }
            epsilonAtHigh = epsilonOf.applyAsDouble(high);
        }
        for (int tries = 0; high - low > PRECISION * high; tries++) {
            double power = Math.log(epsilonAtHigh / epsilonAtLow) / Math.log(high / low);
            double root = high * Math.pow(wanted / epsilonAtHigh, 1 / power);
            double guess = root * (tries % 2 == 0 ? 1 + PRECISION / 3 : 1 - PRECISION / 3);
            boolean halving = tries % 3 == 2 || !(guess > low && guess < high);
            double next = halving ? (low + high) / 2 : guess;
            double epsilon = epsilonOf.applyAsDouble(next);
            if (epsilon > wanted) {
                low = next;
                epsilonAtLow = epsilon;
            } else {
                high = next;
                epsilonAtHigh = epsilon;
            }
        }
        return high;
    }
}
