package io.tifl.experiments.cli;

import io.tifl.leaf.prepare.Preparation;
import io.tifl.leaf.prepare.Sampling;
import io.tifl.leaf.prepare.Splitting;
import io.tifl.protocol.Seed;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** LEAF's preparation on the command line; the names are those of {@code tifl replay}. */
final class PreparationFlags {
    @Option(
            names = "--sample",
            paramLabel = "KIND",
            description = "niid takes whole users, iid deals single examples to new users, none (default) takes all")
    private String sample = "none";

    @Option(names = "--sample-fraction", paramLabel = "SHARE", description = "Of the examples (default: 0.1)")
    private @Nullable Double sampleFraction;

    @Option(
            names = "--iid-users",
            paramLabel = "SHARE",
            description = "Users after iid sampling, as a part of those before (default: 0.01)")
    private @Nullable Double iidUsers;

    @Option(names = "--min-samples", paramLabel = "N", description = "Leave out users with fewer examples (default: 0)")
    private int minSamples;

    @Option(
            names = "--split-by",
            paramLabel = "KIND",
            description = "Split each user's examples (sample) or the users (user) to train and to test with;"
                    + " none (default) leaves all together")
    private String splitBy = "none";

    @Option(names = "--train-fraction", paramLabel = "SHARE", description = "To train with (default: 0.9)")
    private @Nullable Double trainFraction;

    @Option(
            names = "--sampling-seed",
            paramLabel = "SEED",
            description = "Draws what LEAF's sampling draws with it (default: a child of --seed)")
    private @Nullable Long samplingSeed;

    @Option(
            names = "--split-seed",
            paramLabel = "SEED",
            description = "Draws what LEAF's split draws with it (default: a child of --seed)")
    private @Nullable Long splitSeed;

    @Option(names = "--leaf-compat", description = "Reproduce LEAF's known faults")
    private boolean leafCompat;

    /** @throws IllegalArgumentException if an option is wrong, or goes with another that is not given */
    Preparation preparation(long seed) {
        return new Preparation(sampling(seed), minSamples, splitting(seed), leafCompat);
    }

    private Optional<Sampling> sampling(long seed) {
        double fraction = sampleFraction == null ? 0.1 : sampleFraction;
        long drawn = samplingSeed == null ? new Seed(seed).child("sampling").value() : samplingSeed;
        if (!sample.equals("iid") && iidUsers != null) {
            throw new IllegalArgumentException("--iid-users goes with --sample iid");
        }
        return switch (sample) {
            case "niid" -> Optional.of(new Sampling.Users(fraction, drawn));
            case "iid" -> Optional.of(new Sampling.Examples(iidUsers == null ? 0.01 : iidUsers, fraction, drawn));
            case "none" -> {
                if (sampleFraction != null || samplingSeed != null) {
                    throw new IllegalArgumentException("--sample-fraction and --sampling-seed go with --sample");
                }
                yield Optional.empty();
            }
            default -> throw new IllegalArgumentException("--sample is none, iid or niid, got '" + sample + "'");
        };
    }

    private Optional<Splitting> splitting(long seed) {
        double fraction = trainFraction == null ? 0.9 : trainFraction;
        long drawn = splitSeed == null ? new Seed(seed).child("split").value() : splitSeed;
        return switch (splitBy) {
            case "sample" -> Optional.of(new Splitting(Splitting.By.EXAMPLE, fraction, drawn));
            case "user" -> Optional.of(new Splitting(Splitting.By.USER, fraction, drawn));
            case "none" -> {
                if (trainFraction != null || splitSeed != null) {
                    throw new IllegalArgumentException("--train-fraction and --split-seed go with --split-by");
                }
                yield Optional.empty();
            }
            default -> throw new IllegalArgumentException("--split-by is none, sample or user, got '" + splitBy + "'");
        };
    }
}
