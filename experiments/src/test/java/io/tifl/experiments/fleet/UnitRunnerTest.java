package io.tifl.experiments.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnitRunnerTest {
    private static final Layout LAYOUT = Layout.flat(1000);
    private static final Float32Codec CODEC = new Float32Codec();
    private static final UpdateLimits LIMITS = UpdateLimits.forRound(100);

    private final SummedUpdates rule = new SummedUpdates(new WeightedMean());

    private static UnitResult.Entry entry(int client, float value) {
        float[] values = new float[LAYOUT.size()];
        Arrays.fill(values, value);
        EncodedUpdate update = CODEC.encode(Parameters.owning(LAYOUT, values), 0);
        TaskId id = new TaskId(new JobId("job"), 0, new ClientId("c" + client));
        TaskReply reply = new TaskReply.Updated(id, update, 10 + client, Metrics.none());
        return new UnitResult.Entry(reply, update.bytes(), false, Optional.empty());
    }

    private static UnitResult summed(List<UnitResult.Entry> entries) {
        return UnitRunner.summed(7, entries, LAYOUT, LIMITS, new WeightedMean(), _ -> CODEC);
    }

    private static List<UnitResult.Entry> entries(int count) {
        List<UnitResult.Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(entry(i, 0.1f * i));
        }
        return entries;
    }

    @Test
    void updatesAreSummedWhereThisTakesLessThanTheyDo() {
        assertThat(summed(entries(4)).sum()).isEmpty();

        UnitResult five = summed(entries(5));

        assertThat(five.sum()).isPresent();
        assertThat(five.entries()).allMatch(UnitResult.Entry::isSummed).allMatch(entry -> entry.updateBytes() == 4000);
        assertThat(five.encode().stream().mapToInt(bytes -> bytes.length).sum()).isLessThan(17_000);
    }

    @Test
    void anUpdateThatIsNotAdmissibleStaysAsItIs() {
        List<UnitResult.Entry> entries = entries(6);
        entries.set(2, entry(2, Float.NaN));
        entries.set(4, entry(4, 1e6f));

        UnitResult result = summed(entries);

        assertThat(result.entries().stream().map(UnitResult.Entry::isSummed))
                .containsExactly(true, true, false, true, false, true);
        assertThat(result.entries().get(2)).isEqualTo(entries.get(2));
    }

    @Test
    void aSumOfPartsHasTheBitsOfTheSumOfAll() throws Exception {
        List<UnitResult.Entry> entries = entries(20);
        Accumulator whole = new WeightedMean().open(LAYOUT, LIMITS);
        for (UnitResult.Entry entry : entries) {
            TaskReply.Updated updated = (TaskReply.Updated) entry.reply();
            assertThat(whole.addEncoded(CODEC, updated.update(), updated.examples()))
                    .isTrue();
        }

        Accumulator parts = rule.open(LAYOUT, LIMITS);
        for (int from : List.of(10, 0)) {
            count(parts, transported(summed(entries.subList(from, from + 10))), 10);
        }

        assertThat(parts.updates()).isEqualTo(20);
        assertThat(parts.finish()).isEqualTo(whole.finish());
    }

    @Test
    void aPartialSumOfWhichNotAllWereCountedIsNeverUsed() throws Exception {
        Accumulator sum = rule.open(LAYOUT, LIMITS);

        count(sum, summed(entries(6)), 5);

        assertThat(sum.updates()).isEqualTo(5);
        assertThatThrownBy(sum::finish).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRuleThatNeedsEveryUpdateGetsThemAsTheyAre() {
        AggregationRule picky = new EveryUpdate();
        List<UnitResult.Entry> entries = entries(20);

        UnitResult result = UnitRunner.summed(7, entries, LAYOUT, LIMITS, picky, _ -> CODEC);

        assertThat(picky.isSummable()).isFalse();
        assertThat(result.sum()).isEmpty();
        assertThat(result.entries()).isEqualTo(entries);
    }

    private static UnitResult transported(UnitResult result) {
        ByteBuffer message = ByteBuffer.allocate(
                result.encode().stream().mapToInt(bytes -> bytes.length).sum());
        result.encode().forEach(message::put);
        return UnitResult.parse(message.array());
    }

    private void count(Accumulator sum, UnitResult result, int count) throws Exception {
        List<TaskReply.Updated> replies = result.entries().stream()
                .map(entry -> (TaskReply.Updated) entry.reply())
                .toList();
        rule.expect(
                result.sum().orElseThrow(),
                replies.stream().map(TaskReply.Updated::update).toList());
        for (int i = 0; i < count; i++) {
            assertThat(sum.addEncoded(
                            CODEC, replies.get(i).update(), replies.get(i).examples()))
                    .isTrue();
        }
    }

    /** A rule that cannot write what it holds. */
    private record EveryUpdate() implements AggregationRule {
        @Override
        public String name() {
            return "every-update";
        }

        @Override
        public Accumulator open(RuleContext context) {
            Accumulator mean = new WeightedMean().open(context);
            return new Accumulator() {
                @Override
                public void add(Claim claim, Parameters change) {
                    mean.add(claim, change);
                }

                @Override
                public void merge(Accumulator other) {
                    mean.merge(other);
                }

                @Override
                public int updates() {
                    return mean.updates();
                }

                @Override
                public Aggregate finish() {
                    return mean.finish();
                }
            };
        }
    }
}
