package io.tifl.experiments.study;

import java.util.stream.Collectors;

/** The digests of the models that the runs of a replay ended with. */
public final class ModelDigests {
    private ModelDigests() {}

    public static String of(Replay.Result result) {
        return result.table()
                .json()
                .lines()
                .filter(line -> line.contains("model-sha256"))
                .map(String::strip)
                .collect(Collectors.joining(" "));
    }
}
