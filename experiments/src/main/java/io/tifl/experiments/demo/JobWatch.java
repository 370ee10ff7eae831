package io.tifl.experiments.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Follows a job and tells of its tiers and rounds, by asking now and then. Confined to one thread. */
final class JobWatch {
    private static final Duration BETWEEN = Duration.ofMillis(150);
    private static final Set<String> OVER = Set.of("completed", "stopped", "failed");

    private final OperatorCalls calls;
    private final String job;
    private final Consumer<String> say;
    private long next;
    private long nextChange;
    private boolean areTiersTold;
    private String status = "created";
    private Optional<Double> accuracy = Optional.empty();

    /** @param from the first round to tell of */
    JobWatch(OperatorCalls calls, String job, long from, Consumer<String> say) {
        this.calls = calls;
        this.job = job;
        this.next = from;
        this.nextChange = from + 1;
        this.say = say;
    }

    /** Its name. */
    String job() {
        return job;
    }

    static boolean isOver(String status) {
        return OVER.contains(status);
    }

    /** Until the job is over; what it ended as. */
    String follow() throws IOException, InterruptedException {
        while (true) {
            JsonNode summary = calls.get("/v1/jobs/" + job);
            String now = summary.path("status").asString("");
            // Rounds after the status: whatever is over by then has all of its rounds.
            tellTiers();
            tellRounds();
            if (!now.equals(status)) {
                tellStatus(now, summary.path("reason").asString(""));
            }
            if (isOver(now)) {
                return now;
            }
            Thread.sleep(BETWEEN);
        }
    }

    /** The last accuracy, 0 to 1, over all clients' test examples. */
    Optional<Double> accuracy() {
        return accuracy;
    }

    long rounds() {
        return next;
    }

    private void tellStatus(String now, String reason) {
        status = now;
        if (now.equals("paused")) {
            say.accept("the job is paused; resume it on the page to go on");
        } else if (now.equals("failed")) {
            say.accept("the job failed: " + reason);
        }
    }

    private void tellTiers() throws IOException, InterruptedException {
        if (areTiersTold) {
            return;
        }
        Optional<JsonNode> tiers = calls.find("/v1/jobs/" + job + "/tiers");
        if (tiers.isPresent()) {
            areTiersTold = true;
            JsonNode list = tiers.get().path("tiers");
            say.accept("tiers formed: " + list.size() + " (clients were timed in two profiling rounds)");
            for (JsonNode tier : list) {
                int index = tier.path("tier").asInt();
                say.accept(String.format(
                        Locale.ROOT,
                        "  tier %d, %.1f s: %s",
                        index,
                        tier.path("meanSeconds").asDouble(),
                        names(index)));
            }
        }
    }

    private String names(int tier) throws IOException, InterruptedException {
        StringJoiner names = new StringJoiner(", ");
        calls.get("/v1/jobs/" + job + "/tiers/" + tier + "/clients")
                .forEach(client -> names.add(client.path("client").asString("")));
        return names.toString();
    }

    private void tellRounds() throws IOException, InterruptedException {
        for (JsonNode round : calls.get("/v1/jobs/" + job + "/rounds?from=" + next)) {
            next = round.path("round").asLong() + 1;
            tell(round);
            tellMoves();
        }
    }

    private void tell(JsonNode round) {
        JsonNode measured = round.path("accuracy");
        if (measured.isNumber()) {
            accuracy = Optional.of(measured.asDouble());
        }
        JsonNode tier = round.path("tier");
        List<String> facts = new ArrayList<>();
        facts.add(tier.isNumber() ? "tier " + tier.asInt() : "all tiers");
        facts.add(round.path("counted").asInt() + " of " + round.path("asked").asInt() + " clients");
        facts.add(String.format(Locale.ROOT, "%.1f s", round.path("seconds").asDouble()));
        if (measured.isNumber()) {
            facts.add("accuracy " + percent(measured.asDouble()));
        }
        String outcome = round.path("status").asString("");
        if (!outcome.equals("committed")) {
            facts.add(outcome);
        }
        say.accept("round " + next + ": " + String.join(", ", facts));
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private void tellMoves() throws IOException, InterruptedException {
        for (JsonNode change : calls.get("/v1/jobs/" + job + "/tiers/history?from=" + nextChange)) {
            nextChange = change.path("round").asLong() + 1;
            for (JsonNode move : change.path("moves")) {
                if (move.path("from").isNumber() && move.path("to").isNumber()) {
                    say.accept("  " + move.path("client").asString("") + " moves from tier "
                            + move.path("from").asInt() + " to tier "
                            + move.path("to").asInt());
                }
            }
        }
    }
}
