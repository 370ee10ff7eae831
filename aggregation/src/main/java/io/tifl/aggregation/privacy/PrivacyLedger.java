package io.tifl.aggregation.privacy;

import io.tifl.aggregation.privacy.SampledGaussian.Sampling;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * What a job has cost its clients so far: how often which mechanism was used. Part of a job's state; immutable.
 *
 * <p>A use is entered before anything it made is shown. A round that a crash cut short is entered once if it is summed up to
 * the same again, since the noise is then the same too, and once more for each other sum: nothing that was shown is ever
 * missing, and nothing is counted for showing the same again. A tree is entered whole with the first of its rounds, and covers
 * one sum of each.
 *
 * @param uses of each mechanism, each at least 1, in the order of their first use
 * @param round the last one that was entered, -1 if none was
 * @param sums digests of what that round was summed up to, one for each time it was entered
 */
public record PrivacyLedger(SequencedMap<Mechanism, Long> uses, long round, SequencedSet<String> sums) {
    private static final PrivacyLedger EMPTY = new PrivacyLedger(new LinkedHashMap<>(), -1, new LinkedHashSet<>());
    private static final String VERSION = "tifl-ledger-1";
    private static final String TREE = "TREE";

    /** Rates are rounded up to so many binary digits: few kinds of mechanism make few distributions to add up. */
    private static final int RATE_BITS = 6;

    public PrivacyLedger {
        uses = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(uses));
        sums = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(sums));
        if (uses.values().stream().anyMatch(times -> times < 1)) {
            throw new IllegalArgumentException("a mechanism in the ledger was used at least once, got " + uses);
        }
        if (sums.stream().anyMatch(sum -> !sum.matches("[A-Za-z0-9_-]+"))) {
            throw new IllegalArgumentException("a digest consists of letters, digits, '-' and '_', got " + sums);
        }
    }

    public static PrivacyLedger empty() {
        return EMPTY;
    }

    /** Whether nothing was ever entered. */
    public boolean isEmpty() {
        return uses.isEmpty();
    }

    /** How many sums with noise were entered. */
    public long rounds() {
        return uses.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Enters a round, unless it was entered with this very sum before.
     *
     * @param sum digest of what the round's updates came to without noise: letters, digits, {@code -} and {@code _}
     * @throws IllegalArgumentException for a round before the last one, or another sum of the last one, or a round beyond, if
     *     the mechanism is a tree
     */
    public PrivacyLedger enter(long entered, Mechanism mechanism, String sum) {
        if (entered < round) {
            throw new IllegalArgumentException("round " + round + " was entered already, got " + entered);
        }
        if (entered == round && sums.contains(sum)) {
            return this;
        }
        if (mechanism instanceof GaussianTree tree && (isEntered(entered) || entered >= tree.rounds())) {
            throw new IllegalArgumentException("a tree over " + tree.rounds()
                    + " rounds covers one sum of each, so there is no noise for another one of round " + entered);
        }
        SequencedSet<String> all = entered == round ? new LinkedHashSet<>(sums) : new LinkedHashSet<>();
        all.add(sum);
        return new PrivacyLedger(more(mechanism, 1), entered, all);
    }

    /** Whether the last round that was entered is this one. */
    public boolean isEntered(long other) {
        return other == round;
    }

    /** Whether the last round that was entered is this one, with this sum. */
    public boolean isEntered(long other, String sum) {
        return isEntered(other) && sums.contains(sum);
    }

    /** What this would be if so many more rounds of one kind had been entered. */
    public PrivacyLedger after(Mechanism mechanism, long times) {
        return times == 0 ? this : new PrivacyLedger(more(mechanism, times), round, sums);
    }

    private SequencedMap<Mechanism, Long> more(Mechanism mechanism, long times) {
        SequencedMap<Mechanism, Long> more = new LinkedHashMap<>(uses);
        switch (mechanism) {
            case SampledGaussian sampled -> more.merge(roundedUp(sampled), times, Math::addExact);
            case GaussianTree tree -> more.putIfAbsent(tree, 1L);
        }
        return more;
    }

    // A larger rate only overstates the cost.
    private static SampledGaussian roundedUp(SampledGaussian mechanism) {
        double rate = mechanism.rate();
        if (rate == 0 || rate == 1) {
            return mechanism;
        }
        double unit = Math.scalb(1.0, Math.getExponent(rate) - RATE_BITS);
        return new SampledGaussian(
                mechanism.sampling(),
                Math.min(1, Math.ceil(rate / unit) * unit),
                mechanism.tierChance(),
                mechanism.noiseMultiplier());
    }

    /**
     * The epsilon that can be shown for all that was entered, by {@link PldAccountant}.
     *
     * @return infinite if a mechanism protects nobody
     */
    public double epsilon(double delta) {
        Accountant.requireDelta(delta);
        if (uses.keySet().stream().anyMatch(PldAccountant::isTooLittle)) {
            return Double.POSITIVE_INFINITY;
        }
        PldAccountant accountant = new PldAccountant();
        uses.forEach(accountant::add);
        return accountant.epsilon(delta);
    }

    /** As text, a line each, for {@link #parse}. */
    public String toText() {
        if (isEmpty()) {
            return "";
        }
        List<String> lines = new ArrayList<>();
        lines.add(VERSION);
        lines.add("round " + round + " " + String.join(" ", sums));
        uses.forEach((use, times) -> lines.add(text(use) + " " + times));
        return String.join("\n", lines);
    }

    private static String text(Mechanism mechanism) {
        return switch (mechanism) {
            case SampledGaussian use ->
                use.sampling() + " " + use.rate() + " " + use.tierChance() + " " + use.noiseMultiplier();
            case GaussianTree use ->
                TREE + " " + use.noiseMultiplier() + " " + use.rounds() + " " + use.participations() + " "
                        + use.separation();
        };
    }

    /** @throws IllegalArgumentException if {@link #toText} does not write such a text */
    public static PrivacyLedger parse(String text) {
        if (text.isEmpty()) {
            return EMPTY;
        }
        List<String> lines = text.lines().toList();
        if (lines.size() < 3 || !lines.getFirst().equals(VERSION)) {
            throw new IllegalArgumentException("not a privacy ledger: '" + text + "'");
        }
        List<String> round = List.of(lines.get(1).split(" ", -1));
        if (round.size() < 3 || !round.getFirst().equals("round")) {
            throw new IllegalArgumentException(
                    "a privacy ledger's second line names a round, got '" + lines.get(1) + "'");
        }
        SequencedMap<Mechanism, Long> uses = new LinkedHashMap<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] use = line.split(" ", -1);
            int words = use[0].equals(TREE) ? 6 : 5;
            if (use.length != words || uses.put(mechanism(use), Long.valueOf(use[words - 1])) != null) {
                throw new IllegalArgumentException(
                        "a privacy ledger names each mechanism once, a tree in six words and rounds in five, got '"
                                + line + "'");
            }
        }
        return new PrivacyLedger(
                uses, Long.parseLong(round.get(1)), new LinkedHashSet<>(round.subList(2, round.size())));
    }

    private static Mechanism mechanism(String[] words) {
        if (words[0].equals(TREE)) {
            return new GaussianTree(
                    Double.parseDouble(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]));
        }
        return new SampledGaussian(
                Sampling.valueOf(words[0]),
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]));
    }
}
