package io.tifl.experiments.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.experiments.benchmark.load.Workloads;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.protocol.task.GlobalModel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ServerProcessTest {
    private static final BenchmarkSpec REPLAY =
            Workloads.spec("server: {kind: replay, recorded: vgg16, process: true}");

    /** Opens nothing. */
    public static final class Refusing implements EngineFactory {
        /** For the process. */
        public Refusing() {}

        @Override
        public InferenceEngine open(
                ModelChoice model, ServerChoice.Kind kind, int threads, long seed, Optional<GlobalModel> trained) {
            throw new IllegalArgumentException("line one\nline two");
        }
    }

    /** Cannot be made by name. */
    static final class Hidden implements EngineFactory {
        private Hidden() {}

        @Override
        public InferenceEngine open(
                ModelChoice model, ServerChoice.Kind kind, int threads, long seed, Optional<GlobalModel> trained) {
            throw new IllegalStateException("never called");
        }
    }

    @Test
    void processServesAndEndsWhenItIsClosed() throws Exception {
        ProcessHandle process;
        try (ServerProcess server = ServerProcess.start(Refusing.class, REPLAY, Optional.empty())) {
            process = ProcessHandle.of(server.pid()).orElseThrow();
            server.requireAlive(Duration.ZERO);
            assertThat(HttpTarget.describe(server.address()).kind()).isEqualTo("replay");
            assertThat(server.processorTime())
                    .hasValueSatisfying(time -> assertThat(time).isPositive());
        }
        process.onExit().get(60, TimeUnit.SECONDS);
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void processEndsWithItsParent() throws Exception {
        ServerProcess server = ServerProcess.start(Refusing.class, REPLAY, Optional.empty());
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();

        // What the system does to the pipe when the parent is killed.
        server.closeInput();

        process.onExit().get(60, TimeUnit.SECONDS);
        assertThat(process.isAlive()).isFalse();
        server.close();
    }

    @Test
    void refusalReachesTheParentInItsOwnWords() {
        BenchmarkSpec spec = Workloads.spec("name: x");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerProcess.start(Refusing.class, spec, Optional.empty()))
                .withMessage("line one line two");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerProcess.start(Hidden.class, spec, Optional.empty()))
                .withMessageContaining("no factory of engines");
    }
}
