package io.tifl.experiments.advi.federated;

import io.tifl.client.Examples;
import io.tifl.experiments.advi.Advi;
import io.tifl.experiments.advi.Posterior;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Posteriors of data at one place, with 1 client and with 10. */
final class BitIdentity {
    private static final int DATA = 200;
    private static final List<Integer> CLIENTS = List.of(1, 10);
    private static final int SHOWN = 12;

    private static final List<String> TEXTS = List.of("""
            {name: folded-normal, model: folded-normal, model-settings: {deviation: 4}, components: 3, spread: 2,
             steps: 300, draws: 8, rate: 0.05, test-draws: 50}""", """
            {name: logistic-regression, model: logistic-regression, model-settings: {features: 4}, steps: 300,
             draws: 8, rate: 0.05, test-draws: 50}""", """
            {name: normal-mixture, model: normal-mixture, model-settings: {deviation: 0.7}, components: 4, spread: 2,
             steps: 300, draws: 8, rate: 0.05, test-draws: 50}""");

    private BitIdentity() {}

    static void judge(Findings findings, Consumer<String> progress) throws InterruptedException {
        Examples all = GeneratedData.examples(DATA, new Seed(1).child("data"));
        MarkdownTable table = new MarkdownTable(
                "Global parameters: the first of 64 digits of a fingerprint of the posterior's numbers, and what it is"
                        + " judged to be.",
                "model",
                "data at",
                "fingerprint",
                "steps",
                "log evidence",
                "k-hat",
                "effective modes");
        int same = 0;
        for (String text : TEXTS) {
            PosteriorDefinition definition = parsed(text);
            progress.accept("global parameters: " + definition.name());
            Posterior central = Advi.fit(
                    ShardModel.installed().get(definition.model()).model(definition.modelSettings(), all),
                    definition.advi(),
                    new Seed(definition.seed()));
            String expected = Fingerprint.of(central.fit().search().member());
            table.row(
                    definition.model(),
                    "one place",
                    expected.substring(0, SHOWN),
                    Integer.toString(central.fit().search().step()),
                    "",
                    "",
                    Format.words("%.3f", central.fit().mixture().effectiveModes()));
            for (int clients : CLIENTS) {
                PosteriorFit fit = fit(definition, all, clients);
                String found =
                        Fingerprint.of(Objects.requireNonNull(fit.search()).member());
                same += found.equals(expected) ? 1 : 0;
                table.row(row(definition, fit, clients, found));
            }
        }
        findings.show(table);
        findings.claim(
                "With global parameters 1 and 10 clients give the bits of all data at one place",
                same == TEXTS.size() * CLIENTS.size(),
                same + " of " + TEXTS.size() * CLIENTS.size() + " fingerprints are equal");
    }

    private static PosteriorFit fit(PosteriorDefinition definition, Examples all, int clients)
            throws InterruptedException {
        try (SimulatedShards fleet =
                new SimulatedShards(GeneratedData.dealt(all, clients), 1, new Seed(clients).child("fleet"))) {
            PosteriorFit fit = fleet.fit(definition);
            if (fit.status() != PosteriorFit.Status.DONE) {
                throw new IllegalStateException(definition.name() + " is " + fit.status() + ": " + fit.reason());
            }
            return fit;
        }
    }

    private static List<String> row(PosteriorDefinition definition, PosteriorFit fit, int clients, String found) {
        PosteriorSummary.FullPosterior full = PosteriorSummary.FullPosterior.of(fit);
        return List.of(
                definition.model(),
                clients == 1 ? "1 client" : clients + " clients",
                found.substring(0, SHOWN),
                Integer.toString(full.summary().steps()),
                Format.words("%.3f", Objects.requireNonNull(full.diagnosis()).logEvidence()),
                Format.words("%.2f", full.diagnosis().tail()),
                Format.words(
                        "%.3f", Objects.requireNonNull(full.approximation()).effectiveModes()));
    }

    private static PosteriorDefinition parsed(String text) {
        try {
            return PosteriorDefinition.parse(text);
        } catch (InvalidPosteriorException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
