package io.tifl.experiments.benchmark.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrkTest {
    private static final String OUTPUT = """
            Running 3s test @ http://127.0.0.1:8099/x
              1 threads and 16 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     1.01ms    4.36ms  56.84ms   96.91%
                Req/Sec    63.19k    26.86k  116.75k    73.33%
              Latency Distribution
                 50%  166.00us
                 75%    1.52ms
                 90%    1.02s
                 99%   21.15ms
              189405 requests in 3.07s, 26.91MB read
            Requests/sec:  61778.61
            Transfer/sec:      8.78MB
            """;

    @Test
    void percentilesAreReadInAllTheirUnits() throws IOException {
        Wrk.Seen seen = Wrk.Seen.read(OUTPUT);

        assertThat(seen.rate()).isEqualTo(61778.61);
        assertThat(seen.percentiles())
                .containsOnly(entry(50, 166e-6), entry(75, 1.52e-3), entry(90, 1.02), entry(99, 21.15e-3));
    }

    @Test
    void outputWithoutFiguresIsAnErrorThatShowsIt() {
        assertThatIOException()
                .isThrownBy(() -> Wrk.Seen.read("unable to connect to 127.0.0.1:1 Connection refused"))
                .withMessageContaining("Connection refused");
    }
}
