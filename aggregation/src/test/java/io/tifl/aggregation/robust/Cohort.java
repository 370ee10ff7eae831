package io.tifl.aggregation.robust;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** The updates of a test's round, by client. */
record Cohort(List<Parameters> updates) {
    static final UpdateLimits LIMITS = UpdateLimits.forRound(1000);

    /** Gaussian values around a mean that all share. */
    static Cohort random(int clients, int columns, long seed) {
        RandomGenerator chance = new Seed(seed).generator();
        float[] mean = new float[columns];
        for (int i = 0; i < columns; i++) {
            mean[i] = (float) chance.nextGaussian();
        }
        List<Parameters> updates = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            float[] values = new float[columns];
            for (int i = 0; i < columns; i++) {
                values[i] = mean[i] + (float) chance.nextGaussian();
            }
            updates.add(Parameters.owning(Layout.flat(columns), values));
        }
        return new Cohort(updates);
    }

    static Cohort of(float[]... rows) {
        return new Cohort(Arrays.stream(rows)
                .map(row -> Parameters.copyOf(Layout.flat(row.length), row))
                .toList());
    }

    /** The same with a client more. */
    Cohort and(float... row) {
        List<Parameters> more = new ArrayList<>(updates);
        more.add(Parameters.copyOf(layout(), row));
        return new Cohort(more);
    }

    /** The same as they come back from a codec. */
    Cohort decodedFrom(UpdateCodec codec) throws MalformedUpdateException {
        List<Parameters> decoded = new ArrayList<>();
        for (Parameters update : updates) {
            decoded.add(codec.decode(codec.encode(update, 0), layout()));
        }
        return new Cohort(decoded);
    }

    Layout layout() {
        return updates.getFirst().layout();
    }

    RuleContext context() {
        return context(OptimizerState.empty());
    }

    RuleContext context(OptimizerState memory) {
        return new RuleContext(layout(), LIMITS, memory, new Seed(5));
    }

    static Claim claim(int client) {
        return Claim.of(new ClientId("c%03d".formatted(client)), 1 + client % 7, Metrics.none());
    }

    void addTo(Accumulator accumulator, int client) {
        accumulator.add(claim(client), updates.get(client));
    }

    Aggregate reducedBy(AggregationRule rule) {
        return reducedBy(rule, context());
    }

    Aggregate reducedBy(AggregationRule rule, RuleContext context) {
        try (Accumulator accumulator = rule.open(context)) {
            IntStream.range(0, updates.size()).forEach(client -> addTo(accumulator, client));
            return accumulator.finish();
        }
    }

    List<Integer> shuffled(long seed) {
        List<Integer> clients =
                new ArrayList<>(IntStream.range(0, updates.size()).boxed().toList());
        Collections.shuffle(clients, Random.from(new Seed(seed).generator()));
        return clients;
    }

    /** A rule from its name and settings, {@code trimmed-mean attackers=2}. */
    static AggregationRule rule(String text) {
        String[] words = text.split(" ", -1);
        Settings settings = Settings.none();
        for (String setting : List.of(words).subList(1, words.length)) {
            String[] parts = setting.split("=", -1);
            settings = settings.with(parts[0], parts[1]);
        }
        return AggregationRule.catalog().get(words[0]).configured(settings);
    }
}
