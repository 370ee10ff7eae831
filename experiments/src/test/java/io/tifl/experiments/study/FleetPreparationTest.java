package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.fleet.Preparation;
import io.tifl.leaf.DataSource;
import io.tifl.protocol.Seed;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetPreparationTest {
    @TempDir
    private Path folder;

    private final FleetPreparation preparation = new FleetPreparation(Optional.empty(), new SilentListener());

    private FleetPreparation.Work work() throws Exception {
        ReplayOptions options = new ReplayOptions();
        options.clients = 20;
        ReplaySettings settings = options.resolve(null);
        Population.Loaded loaded = Population.load(settings, new DataSource.Local(folder));
        return FleetPreparation.Work.of(settings, 3, Population.deal(settings, loaded, new Seed(3).child("data")));
    }

    @Test
    void workersOfTheSameProgramAndDataTakePart() throws Exception {
        try (Preparation.Clients clients = preparation.prepare(work().json())) {
            assertThat(clients.codecs().names()).contains("float32");
        }
    }

    @Test
    void otherVectorsOrVersionsAreNamed() throws Exception {
        FleetPreparation.Work work = work();
        FleetPreparation.Program other = new FleetPreparation.Program("0.0.1", 25, "aarch64", "vectors of 128 bits");
        String json = new FleetPreparation.Work(other, work.data(), work.seed(), work.settings()).json();

        assertThatThrownBy(() -> preparation.prepare(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("would not train with the same bits")
                .hasMessageContaining("tifl: the replay has 0.0.1")
                .hasMessageContaining("vectors: the replay has vectors of 128 bits");
    }

    @Test
    void otherDataAreNamed() throws Exception {
        FleetPreparation.Work work = work();
        String json = new FleetPreparation.Work(work.program(), "0".repeat(64), work.seed(), work.settings()).json();

        assertThatThrownBy(() -> preparation.prepare(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The clients' data differ: SHA-256 000")
                .hasMessageContaining("--data-dir");
    }

    @Test
    void whatIsNoReplayIsRefused() {
        assertThatThrownBy(() -> preparation.prepare("{\"seed\": \"x\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be understood");
    }
}
