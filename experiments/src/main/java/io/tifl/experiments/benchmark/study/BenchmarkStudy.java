package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.model.Engines;
import io.tifl.experiments.benchmark.run.LocalRunner;
import io.tifl.experiments.benchmark.run.ThisMachine;
import io.tifl.experiments.benchmark.schedule.Surface;
import io.tifl.experiments.reproduce.Reproduction;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.study.QuantizationData;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * InferBench's results that can be reproduced here, part by part, with what must hold of each (arXiv 2011.02327; R1 to R7 of {@code
 * docs/reproduce/inferbench.md}), the same networks in floats and bytes, and the generator itself.
 */
public final class BenchmarkStudy {
    private BenchmarkStudy() {}

    /**
     * The study.
     *
     * @param ids of the parts to run, such as {@code R4}; empty for all
     * @param folder of results, where measurements are kept and taken from
     * @param data folder with the files of Fashion-MNIST; null to generate examples
     * @param threads of simulations
     * @throws IllegalArgumentException if there is no such part
     */
    public static Reproduction of(List<String> ids, Path folder, @Nullable Path data, int threads) {
        MeasuredRuns runs = new MeasuredRuns(
                new LocalRunner(new Engines(), ThisMachine.name(), new MeasuredDevice(folder.resolve("peaks.json"))),
                folder.resolve("runs"));
        return of(List.of(
                        new SchedulerSurface(Surface.Options.standard(), threads),
                        new LiveSchedule(folder.resolve("live")),
                        new Interference(runs),
                        new BatchSizes(runs),
                        new OpenLoopTail(),
                        new DynamicBatching(),
                        new ColdStarts(runs),
                        new Rooflines(runs, folder.resolve("peaks.json")),
                        new FloatsAndBytes(runs, new QuantizationData(data)),
                        new GeneratorCheck(runs, Wrk.installed())))
                .only(ids);
    }

    static Reproduction of(List<StudyPart> parts) {
        return new Reproduction(
                "InferBench, reproduced",
                "What must hold of InferBench's results (arXiv 2011.02327), and what was seen here.",
                "benchmark",
                parts);
    }
}
