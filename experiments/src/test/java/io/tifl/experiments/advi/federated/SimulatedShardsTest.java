package io.tifl.experiments.advi.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.Examples;
import io.tifl.experiments.benchmark.lead.FolderShelf;
import io.tifl.experiments.lead.LedWork.Status;
import io.tifl.experiments.lead.WorkStore;
import io.tifl.experiments.sim.Availability;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SimulatedShardsTest {
    private static final String FOLDED = """
            {name: p, model: folded-normal, model-settings: {deviation: 0.9}, components: 3, spread: 2, draws: 4,
             steps: 45, test-every: 20, test-draws: 10, rate: 0.05, judge-draws: 50}""";
    private static final String LOGISTIC = """
            {name: p, model: logistic-regression, model-settings: {features: 3}, components: 2, shape: low-rank,
             draws: 3, steps: 25, beta: 0.5, rate: 0.05}""";
    private static final String MIXTURE = """
            {name: p, model: normal-mixture, model-settings: {components: 3, deviation: 0.2}, components: 2,
             bound: iwae, samples: 2, shape: mean-field, draws: 3, steps: 25, slope: plain}""";

    @TempDir
    private Path folder = Path.of("");

    private final Examples all = Shards.examples(37);

    private static PosteriorDefinition parsed(String text) throws InvalidPosteriorException {
        return PosteriorDefinition.parse(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {FOLDED, LOGISTIC, MIXTURE})
    void oneClientAndTenGiveTheBitsOfAllDataAtOnePlace(String text) throws Exception {
        PosteriorDefinition definition = parsed(text);
        double[] central = Shards.central(definition, all);

        for (int clients : new int[] {1, 10, 40}) {
            for (int workers : new int[] {1, 3}) {
                try (SimulatedShards fleet =
                        new SimulatedShards(Shards.dealt(all, clients), workers, new Seed(clients + workers))) {
                    PosteriorFit fit = fleet.fit(definition);

                    assertThat(fit.status()).as(fit.reason()).isEqualTo(Status.DONE);
                    assertThat(Shards.member(fit)).containsExactly(central);
                    assertThat(fit.clients().values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum())
                            .isEqualTo(37);
                }
            }
        }
    }

    @Test
    void itIsJudgedAsAllDataAtOnePlaceAre() throws Exception {
        PosteriorDefinition definition = parsed(FOLDED);
        try (SimulatedShards fleet = new SimulatedShards(Shards.dealt(all, 5), 1, new Seed(1))) {
            assertThat(fleet.fit(definition).diagnosis())
                    .isEqualTo(Shards.posterior(definition, all)
                            .weighted(50, new Seed(1).child("judge"))
                            .diagnosis());
        }
    }

    @Test
    void aFitThatIsKilledAgainAndAgainEndsWithTheSameBits() throws Exception {
        PosteriorDefinition definition = parsed(FOLDED);
        try (FolderShelf shelf = FolderShelf.open(folder)) {
            WorkStore<PosteriorFit> store = PosteriorFit.store(shelf);
            assertThat(store.create(PosteriorFit.of(definition, Instant.EPOCH))).isTrue();
            int kills = 0;
            while (true) {
                WorkStore.Kept<PosteriorFit> kept = store.get("p").orElseThrow();
                if (kept.work().hasEnded()) {
                    break;
                }
                kills++;
                // Each life keeps one change, makes some steps more, and dies before it keeps the next.
                goOn(store, kept, new Seed(kills));
            }

            assertThat(kills).isBetween(5, 12);
            assertThat(Shards.member(store.get("p").orElseThrow().work()))
                    .containsExactly(Shards.central(definition, all));
        }
    }

    private void goOn(WorkStore<PosteriorFit> store, WorkStore.Kept<PosteriorFit> kept, Seed seed) throws Exception {
        List<PosteriorFit> changes = new ArrayList<>();
        try (SimulatedShards fleet = new SimulatedShards(Shards.dealt(all, 4), 2, seed)) {
            PosteriorFit _ = fleet.fit(kept.work(), fit -> {
                if (!changes.isEmpty()) {
                    throw new CancellationException("killed");
                }
                changes.add(fit);
                return store.replace(fit, kept.revision());
            });
        } catch (InterruptedException | CancellationException e) {
            assertThat(changes).hasSize(1);
        }
    }

    @Test
    void aClientThatNeverAnswersIsLeftOutByNameBeforeTheFirstStep() throws Exception {
        Availability without = Availability.always().without(client -> client.equals(new ClientId("client-2")));
        try (SimulatedShards fleet = new SimulatedShards(Shards.dealt(all, 4), 1, new Seed(1), without)) {
            PosteriorDefinition definition = parsed(FOLDED);
            PosteriorFit fit = fleet.fit(definition);

            assertThat(fit.status()).isEqualTo(Status.DONE);
            assertThat(fit.refused()).containsOnlyKeys("client-2").containsValue("it did not answer for 600 s");
            assertThat(Shards.member(fit)).containsExactly(Shards.central(definition, withoutClientTwo()));
        }
    }

    @Test
    void tooFewThatAnswerEndIt() throws Exception {
        Availability without = Availability.always().without(client -> client.equals(new ClientId("client-2")));
        try (SimulatedShards fleet = new SimulatedShards(Shards.dealt(all, 4), 1, new Seed(1), without)) {
            PosteriorFit fit = fleet.fit(parsed(FOLDED.replace("name: p", "name: p, least-clients: 4")));

            assertThat(fit.status()).isEqualTo(Status.FAILED);
            assertThat(fit.reason())
                    .isEqualTo("client-2: it did not answer for 600 s; without it 3 clients are left, at least 4 are"
                            + " needed");
            assertThat(fleet.fit(parsed(FOLDED.replace("name: p", "name: p, least-clients: 5")))
                            .reason())
                    .isEqualTo("it waits for 5 clients, 4 are there");
        }
    }

    @Test
    void aClientThatIsGoneForGoodEndsTheFitOrHasItBeginAgain() throws Exception {
        for (String onLoss : List.of("fail", "restart")) {
            PosteriorDefinition definition =
                    parsed(FOLDED.replace("name: p", "name: p, patience: 0.001, least-clients: 2, on-loss: " + onLoss));
            Availability leaves = (client, round, _, _) ->
                    !client.value().equals("client-2") || round < 30 * FleetLikelihood.ATTEMPTS;
            try (SimulatedShards fleet = new SimulatedShards(Shards.dealt(all, 4), 1, new Seed(1), leaves)) {
                PosteriorFit fit = fleet.fit(definition);

                if (onLoss.equals("fail")) {
                    assertThat(fit.status()).isEqualTo(Status.FAILED);
                    assertThat(fit.reason()).startsWith("client-2: it did not answer for");
                } else {
                    assertThat(fit.status()).as(fit.reason()).isEqualTo(Status.DONE);
                    assertThat(fit.refused()).containsKey("client-2");
                    assertThat(fit.restarts()).isEqualTo(1);
                    assertThat(Shards.member(fit)).containsExactly(Shards.central(definition, withoutClientTwo()));
                }
            }
        }
    }

    private Examples withoutClientTwo() {
        return Examples.concat(Shards.dealt(all, 4).entrySet().stream()
                .filter(one -> !one.getKey().value().equals("client-2"))
                .map(one -> one.getValue().train())
                .toList());
    }

    @Test
    void whatCannotBeKeptIsSaid() throws Exception {
        PosteriorDefinition definition = parsed(FOLDED);
        try (SimulatedShards fleet = new SimulatedShards(Shards.dealt(all, 2), 1, new Seed(1))) {
            assertThatThrownBy(() -> fleet.fit(PosteriorFit.of(definition, Instant.EPOCH), _ -> {
                        throw new IOException("full");
                    }))
                    .hasRootCauseMessage("full");
        }
    }
}
