package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.client.Examples;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.FederatedDataset;
import io.tifl.leaf.LabelCounts;
import io.tifl.leaf.LabelStatistics;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DealingTest {
    private static final Seed SEED = new Seed(3);

    @Test
    void thePartitionDecidesWhoHoldsWhat() throws IOException {
        Pool pool = pool(1000);

        FederatedDataset alike = dealt(settings("iid", 10), pool);
        FederatedDataset apart = dealt(settings("dirichlet:alpha=0.01,min-size=1", 10), pool);

        assertThat(alike.clients()).hasSize(10);
        assertThat(LabelStatistics.of(LabelCounts.of(apart)).meanDistance())
                .isGreaterThan(2 * LabelStatistics.of(LabelCounts.of(alike)).meanDistance());
    }

    @Test
    void ownersGiveWayToAPartitionByLabels() throws IOException, InterruptedException {
        ReplaySettings settings = settings("linear", 10);

        Pool pool = loaded(settings);
        int[] sizes = LabelCounts.of(dealt(settings, pool)).sizes();

        assertThat(pool.owners()).isEmpty();
        assertThat(sizes).isSorted();
        assertThat(sizes[9]).isBetween(9 * sizes[0], 11 * sizes[0]);
    }

    @Test
    void ownersCanBeGroupedAndTheFirstGroupsTaken() throws IOException, InterruptedException {
        ReplaySettings settings = settings("grouped:size=2", 5);

        Pool pool = loaded(settings);

        assertThat(pool.owners().orElseThrow().clients()).hasSize(5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dealt(settings, pool))
                .withMessageContaining("partition grouped:size=2 of leaf-synthetic makes 3 clients, 5 are wanted");
        assertThat(dealt(settings("grouped:size=2", 2), pool).clients()).hasSize(2);
    }

    @Test
    void theNumberOfClientsCanBeSaidInTheText() throws IOException {
        ReplaySettings inText = resolved(said -> said.partition = "dirichlet:clients=30,alpha=0.3");
        ReplaySettings apart = resolved(said -> {
            said.partition = "dirichlet:alpha=0.3";
            said.clients = 30;
        });

        assertThat(inText.population().clients()).isEqualTo(30);
        assertThat(inText).isEqualTo(apart);
        assertThat(inText.population().partition()).isEqualTo("dirichlet:alpha=0.3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dirichlett|resource|no partitioner 'dirichlett' among [classes, dirichlet",
                "dirichlet:beta=1|resource|unknown setting [beta]; known are [alpha, balanced, clients, min-size]",
                "iid|non-iid|partition and heterogeneity non-iid both say who holds what",
                "iid|quantity|partition and heterogeneity quantity both say who holds what",
                "iid:clients=3|none|partition iid:clients=3 deals to 3 clients, and clients is 10: say it once",
            })
    void contradictionsAreRefused(String partition, String heterogeneity, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resolved(said -> {
                    said.partition = partition;
                    said.heterogeneity = heterogeneity;
                    said.clients = 10;
                }))
                .withMessageContaining(message);
    }

    @Test
    void classesPerClientBelongToAHeterogeneity() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resolved(said -> {
                    said.partition = "classes";
                    said.classesPerClient = 3;
                }))
                .withMessageContaining("as in classes:classes=3");
    }

    @Test
    void setsThatArePreparedByTheirUsersAreNotDealtAnew() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> resolved(said -> {
                    said.dataset = "femnist";
                    said.partition = "iid";
                }))
                .withMessageContaining("a partition deals out a set that is loaded whole; femnist is prepared");
    }

    @Test
    void missingSettingsAreSaidBeforeAnythingIsLoaded() throws IOException {
        ReplaySettings settings = settings("dirichlet", 10);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Population.check(settings))
                .withMessageContaining("partitioner dirichlet: setting 'alpha' is missing");
    }

    @Test
    void settingsOfBeforeThereWerePartitionsAreReadAndNameTheSameFolder() throws IOException {
        ReplaySettings settings = resolved(_ -> {});
        String yaml = Json.YAML.writeValueAsString(settings);
        String old = yaml.replaceAll("(?m)^  partition: .*\\n", "");

        ReplaySettings read = Json.YAML.readValue(old, ReplaySettings.class);

        assertThat(old).hasSizeLessThan(yaml.length());
        assertThat(read).isEqualTo(settings);
        assertThat(Replay.defaultName(resolved(said -> said.partition = "iid")))
                .isNotEqualTo(Replay.defaultName(settings));
        assertThat(ResultsFolder.identity(settings)).isEqualTo(ResultsFolder.identity(read));
    }

    private static Pool loaded(ReplaySettings settings) throws IOException, InterruptedException {
        return Population.load(settings, new DataSource.Local(Path.of(".")))
                .pool()
                .orElseThrow();
    }

    private static FederatedDataset dealt(ReplaySettings settings, Pool pool) {
        return Population.deal(settings, new Population.Loaded(pool, 1), SEED);
    }

    private static Pool pool(int size) {
        int[] labels = IntStream.range(0, size).map(i -> i % 10).toArray();
        Examples train = Examples.dense(List.of(1), 10, new float[size], labels);
        return new Pool("made-up", train, train.subset(new int[0]), Optional.empty());
    }

    private static ReplaySettings settings(String partition, int clients) throws IOException {
        return resolved(said -> {
            said.partition = partition;
            said.clients = clients;
            said.clientsPerRound = 1;
            said.tiers = 1;
        });
    }

    private static ReplaySettings resolved(Consumer<ReplayOptions> change) throws IOException {
        ReplayOptions said = new ReplayOptions();
        change.accept(said);
        return said.resolve(null);
    }
}
