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
 * missing, and nothing is counted for showing the same again.
 *
 * @param uses of each mechanism, each at least 1, in the order of their first use
 * @param round the last one that was entered, -1 if none was
 * @param sums digests of what that round was summed up to, one for each time it was entered
 */
public record PrivacyLedger(SequencedMap<SampledGaussian, Long> uses, long round, SequencedSet<String> sums) {
    private static final PrivacyLedger EMPTY = new PrivacyLedger(new LinkedHashMap<>(), -1, new LinkedHashSet<>());
    private static final String VERSION = "tifl-ledger-1";

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

    /**
     * Enters a round, unless it was entered with this very sum before.
     *
     * @param sum digest of what the round's updates came to without noise: letters, digits, {@code -} and {@code _}
     * @throws IllegalArgumentException for a round before the last one
     */
    public PrivacyLedger enter(long entered, SampledGaussian mechanism, String sum) {
        if (entered < round) {
            throw new IllegalArgumentException("round " + round + " was entered already, got " + entered);
        }
        if (entered == round && sums.contains(sum)) {
            return this;
        }
        SequencedSet<String> all = entered == round ? new LinkedHashSet<>(sums) : new LinkedHashSet<>();
        all.add(sum);
        return new PrivacyLedger(more(mechanism, 1), entered, all);
    }

    /** What this would be if so many more rounds of one kind had been entered. */
    public PrivacyLedger after(SampledGaussian mechanism, long times) {
        return times == 0 ? this : new PrivacyLedger(more(mechanism, times), round, sums);
    }

    private SequencedMap<SampledGaussian, Long> more(SampledGaussian mechanism, long times) {
        SequencedMap<SampledGaussian, Long> more = new LinkedHashMap<>(uses);
        more.merge(roundedUp(mechanism), times, Math::addExact);
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
        uses.forEach((use, times) -> lines.add(use.sampling() + " " + use.rate() + " " + use.tierChance() + " "
                + use.noiseMultiplier() + " " + times));
        return String.join("\n", lines);
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
        SequencedMap<SampledGaussian, Long> uses = new LinkedHashMap<>();
        for (String line : lines.subList(2, lines.size())) {
            String[] use = line.split(" ", -1);
            if (use.length != 5 || uses.put(mechanism(use), Long.valueOf(use[4])) != null) {
                throw new IllegalArgumentException(
                        "a privacy ledger names each mechanism once, in five words, got '" + line + "'");
            }
        }
        return new PrivacyLedger(
                uses, Long.parseLong(round.get(1)), new LinkedHashSet<>(round.subList(2, round.size())));
    }

    private static SampledGaussian mechanism(String[] words) {
        return new SampledGaussian(
                Sampling.valueOf(words[0]),
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]));
    }
}
