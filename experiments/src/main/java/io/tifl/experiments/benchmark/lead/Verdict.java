package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.ResultFormat;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskReply;
import java.util.Optional;

/** What a reply to an order of a benchmark is worth. */
sealed interface Verdict {
    /** A result of what was asked. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, and never compared
    record Measured(BenchmarkResult result, byte[] bytes) implements Verdict {}

    /** Nothing that could be used came of this attempt; another follower may do better. */
    record Again(String why) implements Verdict {}

    /** The follower does not know how to run benchmarks at all. */
    record Incapable(String why) implements Verdict {}

    /** The follower was not asked. */
    record NotSent(String why) implements Verdict {}

    /** Nobody can run this. */
    record Impossible(String why) implements Verdict {}

    static Verdict on(BenchmarkSpec asked, TaskReply reply) {
        if (reply instanceof TaskReply.Failed failed) {
            return on(failed);
        }
        Optional<byte[]> report = Report.in(reply);
        if (report.isEmpty()) {
            return new Again("it answered with something else than a report");
        }
        try {
            BenchmarkResult result = ResultFormat.read(report.get());
            return result.spec().equals(asked)
                    ? new Measured(result, report.get())
                    : new Again("it answered with the result of another benchmark, '"
                            + result.spec().name() + "'");
        } catch (IllegalArgumentException e) {
            return new Again("its report cannot be read: " + e.getMessage());
        }
    }

    private static Verdict on(TaskReply.Failed failed) {
        if (failed.fault() != TaskReply.Fault.ORDER) {
            return new Again(failed.message());
        }
        return failed.message().startsWith("no task '" + BenchmarkOrders.TASK + "'")
                ? new Incapable(failed.message())
                : new Impossible(failed.message());
    }
}
