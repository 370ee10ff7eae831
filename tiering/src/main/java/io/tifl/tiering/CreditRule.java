package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Credits_t of TiFL's Algorithm 2 (Chai et al., HPDC 2020, section 4.4): how often a tier may be used in a job of N rounds.
 * The paper gives no numbers; all rules here are ours. Credits always sum to N or more.
 */
public sealed interface CreditRule {
    /** Most that is granted; far from overflow. */
    long MOST = 1L << 40;

    /** Credits for the tiers, fast to slow. */
    long[] credits(List<Tier> tiers);

    /**
     * ceil(slack N / T) each. At slack 1, as other implementations have it, every tier ends up used equally often, so a job
     * takes as long as under the uniform policy.
     */
    record Equal(long rounds, double slack) implements CreditRule {
        public Equal {
            check(rounds, slack);
        }

        @Override
        public long[] credits(List<Tier> tiers) {
            long[] credits = new long[tiers.size()];
            Arrays.fill(credits, (long) Math.ceil(rounds * slack / tiers.size()));
            return credits;
        }
    }

    /**
     * Proportional to 1 / average latency, so that every tier may use up about the same time: ceil(slack N share_t), at
     * least {@code least}.
     */
    record LatencyWeighted(long rounds, double slack, long least) implements CreditRule {
        public LatencyWeighted {
            check(rounds, slack);
            if (least < 0) {
                throw new IllegalArgumentException("the least credits must be at least 0, got " + least);
            }
        }

        @Override
        public long[] credits(List<Tier> tiers) {
            double total = tiers.stream().mapToDouble(tier -> 1 / seconds(tier)).sum();
            return tiers.stream()
                    .mapToDouble(tier -> Math.ceil(rounds * slack / seconds(tier) / total))
                    .mapToLong(credit -> Math.max(least, (long) credit))
                    .toArray();
        }
    }

    /** As given, one for each tier, fast to slow. */
    record Explicit(long rounds, List<Long> given) implements CreditRule {
        public Explicit {
            check(rounds, 1);
            given = List.copyOf(given);
            if (given.stream().anyMatch(credit -> credit < 0 || credit > MOST)) {
                throw new IllegalArgumentException("credits must lie in [0, " + MOST + "], got " + given);
            }
            long sum = given.stream().mapToLong(Long::longValue).sum();
            if (sum < rounds) {
                throw new IllegalArgumentException(
                        "the credits " + given + " sum to " + sum + ", fewer than the " + rounds + " rounds");
            }
        }

        @Override
        public long[] credits(List<Tier> tiers) {
            if (tiers.size() != given.size()) {
                throw new IllegalArgumentException(
                        given.size() + " credits given for a plan with " + tiers.size() + " tiers");
            }
            return given.stream().mapToLong(Long::longValue).toArray();
        }
    }

    /**
     * The most balanced credits whose rounds fit a time: the largest minimum such that N rounds, counted with the tiers'
     * average latencies, stay within the budget; then the same again for all tiers but the slowest, and so on. They sum to
     * exactly N. (A round lasts as long as its slowest client, so a job takes longer than the average says.)
     */
    record TimeBudget(long rounds, Duration budget) implements CreditRule {
        public TimeBudget {
            check(rounds, 1);
        }

        @Override
        public long[] credits(List<Tier> tiers) {
            long[] credits = new long[tiers.size()];
            double seconds = budget.toNanos() / 1e9;
            double fastest = seconds(tiers.getFirst());
            if (rounds * fastest > seconds) {
                throw new IllegalArgumentException("the time budget " + budget + " is too short for " + rounds
                        + " rounds of the fastest tier, " + tiers.getFirst().averageLatency() + " each");
            }
            long left = rounds;
            for (int tier = tiers.size() - 1; tier >= 0; tier--) {
                double extra = tiers.subList(0, tier + 1).stream()
                        .mapToDouble(t -> seconds(t) - fastest)
                        .sum();
                double balanced = Math.floor((double) left / (tier + 1));
                double affordable = extra <= 0 ? balanced : Math.max(0, Math.floor((seconds - left * fastest) / extra));
                credits[tier] = tier == 0 ? left : (long) Math.min(balanced, affordable);
                left -= credits[tier];
                seconds -= credits[tier] * seconds(tiers.get(tier));
            }
            return credits;
        }
    }

    /** Names of the settings that {@link #from} reads. */
    List<String> SETTINGS =
            List.of("rounds", "credits", "credit-slack", "least-credits", "tier-credits", "time-budget");

    /**
     * Reads {@code rounds} (N, required) and {@code credits}: {@code latency-weighted} (default; {@code credit-slack} 1.5,
     * {@code least-credits} a quarter of N / T, so that no tier is starved), {@code equal} ({@code credit-slack} 1),
     * {@code explicit} ({@code tier-credits}, a list) or {@code time-budget} ({@code time-budget} in seconds).
     */
    static CreditRule from(Settings settings, int tiers) {
        long rounds = Numbers.whole("rounds", settings.text("rounds"));
        String rule = settings.text("credits", "latency-weighted");
        return switch (rule) {
            case "equal" -> new Equal(rounds, settings.real("credit-slack", 1));
            case "latency-weighted" ->
                new LatencyWeighted(
                        rounds,
                        settings.real("credit-slack", 1.5),
                        settings.integer(
                                "least-credits", Math.toIntExact(Math.min(rounds, 1L << 30) / (4L * tiers) + 1)));
            case "explicit" -> new Explicit(rounds, Numbers.wholes("tier-credits", settings.text("tier-credits")));
            case "time-budget" -> new TimeBudget(rounds, Numbers.seconds("time-budget", settings.text("time-budget")));
            default ->
                throw new IllegalArgumentException("setting 'credits' is '" + rule
                        + "', expected one of [equal, explicit, latency-weighted, time-budget]");
        };
    }

    private static double seconds(Tier tier) {
        return Math.max(1e-6, tier.averageLatency().toNanos() / 1e9);
    }

    private static void check(long rounds, double slack) {
        if (rounds < 1 || rounds > MOST) {
            throw new IllegalArgumentException("rounds must lie in [1, " + MOST + "], got " + rounds);
        }
        if (!(slack >= 1 && slack <= 1000)) {
            throw new IllegalArgumentException("credit-slack must lie in [1, 1000], got " + slack);
        }
    }
}
