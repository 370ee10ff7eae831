package io.tifl.aggregation;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** One client's contribution to a test's round. */
record Update(Parameters change, long weight) {
    /** Changes of about 1e-4 down to 1e-12 with weights of 1 to 1000. */
    static List<Update> random(Layout layout, int count, Seed seed) {
        return IntStream.range(0, count)
                .mapToObj(i -> random(layout, seed.child(i).generator()))
                .toList();
    }

    private static Update random(Layout layout, RandomGenerator chance) {
        float[] values = new float[layout.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (chance.nextGaussian() * Math.pow(10, -chance.nextInt(4, 13)));
        }
        return new Update(Parameters.owning(layout, values), chance.nextLong(1, 1001));
    }

    /** The weighted mean in unbounded precision, rounded once. */
    static float[] mean(List<Update> updates) {
        BigDecimal total =
                BigDecimal.valueOf(updates.stream().mapToLong(Update::weight).sum());
        float[] mean = new float[updates.getFirst().change().size()];
        for (int i = 0; i < mean.length; i++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (Update update : updates) {
                sum = sum.add(new BigDecimal(update.change().get(i)).multiply(BigDecimal.valueOf(update.weight())));
            }
            mean[i] = sum.divide(total, new MathContext(400)).floatValue();
        }
        return mean;
    }
}
