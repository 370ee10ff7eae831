package io.tifl.experiments.cli;

import static io.tifl.experiments.cli.CoordinatorApi.encoded;
import static io.tifl.experiments.cli.CoordinatorApi.json;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a coordinator says of benchmarks at {@code /v1/benchmarks}. */
final class BenchmarkApi implements AutoCloseable {
    private static final int PAGE = 500;

    private final CoordinatorApi api;

    BenchmarkApi(URI coordinator, String token) {
        this.api = new CoordinatorApi(coordinator, token);
    }

    /** What was taken in. */
    List<BenchmarkRow> submit(String text) throws IOException, InterruptedException {
        return rows(api.call("POST", "/v1/benchmarks", Optional.of(text)));
    }

    /** All, of one status or any. */
    List<BenchmarkRow> list(Optional<String> status) throws IOException, InterruptedException {
        List<BenchmarkRow> all = new ArrayList<>();
        String after = "";
        List<BenchmarkRow> page;
        do {
            String query = "?limit=" + PAGE + "&after=" + encoded(after)
                    + status.map(one -> "&status=" + encoded(one)).orElse("");
            page = rows(api.call("GET", "/v1/benchmarks" + query, Optional.empty()));
            all.addAll(page);
            after = page.isEmpty() ? "" : page.getLast().name();
        } while (page.size() == PAGE);
        return all;
    }

    BenchmarkRow get(String name) throws IOException, InterruptedException {
        return BenchmarkRow.of(json(api.call("GET", "/v1/benchmarks/" + encoded(name), Optional.empty())));
    }

    byte[] result(String name) throws IOException, InterruptedException {
        return api.call("GET", "/v1/benchmarks/" + encoded(name) + "/result", Optional.empty());
    }

    BenchmarkRow cancel(String name) throws IOException, InterruptedException {
        return BenchmarkRow.of(json(api.call("POST", "/v1/benchmarks/" + encoded(name) + "/cancel", Optional.of(""))));
    }

    private static List<BenchmarkRow> rows(byte[] answer) throws IOException {
        List<BenchmarkRow> rows = new ArrayList<>();
        json(answer).forEach(one -> rows.add(BenchmarkRow.of(one)));
        return rows;
    }

    @Override
    public void close() {
        api.close();
    }
}
