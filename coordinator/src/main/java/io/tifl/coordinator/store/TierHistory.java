package io.tifl.coordinator.store;

import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.tiering.Tier;
import io.tifl.tiering.TierPlan;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the tiers of jobs changed, round by round. Thread-safe. */
public final class TierHistory {
    private final Database database;

    TierHistory(Database database) {
        this.database = database;
    }

    /**
     * How tiers stood.
     *
     * @param round rounds that were complete
     * @param tiers fast to slow; credits are not kept
     * @param moves since the entry before, by client
     */
    public record Entry(long round, List<Tier> tiers, List<Move> moves) {
        public Entry {
            tiers = List.copyOf(tiers);
            moves = List.copyOf(moves);
        }
    }

    /**
     * A client that changed its tier.
     *
     * @param from empty if it was in none: it is new, or had dropped out
     * @param to empty if it is in none: it left, or dropped out
     */
    public record Move(long round, ClientId client, OptionalInt from, OptionalInt to) {}

    /** The entries of a job from a round on, in order. */
    public List<Entry> page(JobId job, long from, int limit) throws StoreException {
        return database.read(transaction -> {
            SortedMap<Long, List<Tier>> tiers = new TreeMap<>();
            transaction.list(
                    "select * from tier_history where job = ? and round in (select distinct round from tier_history"
                            + " where job = ? and round >= ? order by round limit ?) order by round, tier",
                    row -> tiers.computeIfAbsent(row.number("round"), _ -> new ArrayList<>())
                            .add(tier(row)),
                    job.value(),
                    job.value(),
                    from,
                    limit);
            List<Entry> entries = new ArrayList<>();
            for (var entry : tiers.entrySet()) {
                entries.add(new Entry(entry.getKey(), entry.getValue(), moves(transaction, job, entry.getKey())));
            }
            return entries;
        });
    }

    private static Tier tier(Row row) throws SQLException {
        return new Tier(
                row.integer("tier"),
                row.integer("clients"),
                row.realIfAny("probability").orElse(0),
                OptionalLong.empty(),
                Duration.ofNanos(row.number("mean")),
                Duration.ofNanos(row.number("longest")));
    }

    private static List<Move> moves(Transaction transaction, JobId job, long round) throws SQLException {
        return transaction.list(
                "select * from tier_move where job = ? and round = ? order by client",
                TierHistory::move,
                job.value(),
                round);
    }

    /** The moves of one client in order. */
    public List<Move> moves(JobId job, ClientId client) throws StoreException {
        return database.read(transaction -> transaction.list(
                "select * from tier_move where job = ? and client = ? order by round",
                TierHistory::move,
                job.value(),
                client.value()));
    }

    private static Move move(Row row) throws SQLException {
        return new Move(
                row.number("round"),
                new ClientId(row.text("client")),
                row.integerIfAny("from_tier"),
                row.integerIfAny("to_tier"));
    }

    /**
     * Notes what changed.
     *
     * @param before what is in the store; empty if that is not known or nothing is, and only tiers are noted then
     * @param report of the round, if there was one
     */
    static void note(
            Transaction transaction,
            JobId job,
            long round,
            Optional<TierPlan> before,
            TierPlan after,
            Optional<RoundReport> report)
            throws SQLException {
        List<Tier> tiers = after.tiers();
        List<Move> moves = before.map(plan -> moves(round, plan, after, report)).orElse(List.of());
        if (before.isPresent() && moves.isEmpty() && alike(before.get().tiers(), tiers)) {
            return;
        }
        for (Tier tier : tiers) {
            transaction.update(
                    "insert into tier_history (job, round, tier, clients, probability, mean, longest)"
                            + " values (?, ?, ?, ?, ?, ?, ?) on conflict (job, round, tier) do update set"
                            + " clients = excluded.clients, probability = excluded.probability,"
                            + " mean = excluded.mean, longest = excluded.longest",
                    job.value(),
                    round,
                    tier.index(),
                    tier.size(),
                    tier.probability(),
                    tier.averageLatency().toNanos(),
                    tier.maxLatency().toNanos());
        }
        for (Move move : moves) {
            // Between two rounds clients may come and go more than once: the first origin and the last place stay.
            transaction.update(
                    "insert into tier_move (job, round, client, from_tier, to_tier) values (?, ?, ?, ?, ?)"
                            + " on conflict (job, round, client) do update set to_tier = excluded.to_tier",
                    job.value(),
                    round,
                    move.client().value(),
                    move.from(),
                    move.to());
        }
    }

    // Latencies move a little with every round, credits with every use: neither is news.
    private static boolean alike(List<Tier> before, List<Tier> after) {
        boolean alike = before.size() == after.size();
        for (int i = 0; alike && i < after.size(); i++) {
            alike = before.get(i).size() == after.get(i).size()
                    && before.get(i).probability() == after.get(i).probability();
        }
        return alike;
    }

    /** A round moves the clients it asked; all are looked at where that does not explain the tiers' sizes, or between rounds. */
    private static List<Move> moves(long round, TierPlan before, TierPlan after, Optional<RoundReport> report) {
        if (after.sharesClientsWith(before)) {
            return List.of();
        }
        List<ClientId> asked = report.stream()
                .flatMap(ended -> ended.clients().stream())
                .map(ClientReport::client)
                .toList();
        List<Move> moves = moves(round, asked, before, after);
        return report.isPresent() && explains(moves, before, after)
                ? moves
                : moves(round, all(before, after), before, after);
    }

    private static List<ClientId> all(TierPlan before, TierPlan after) {
        List<ClientId> all = new ArrayList<>();
        for (TierPlan plan : List.of(before, after)) {
            for (int tier = 0; tier < plan.tierCount(); tier++) {
                all.addAll(plan.clients(tier));
            }
        }
        return all.stream().distinct().toList();
    }

    private static List<Move> moves(long round, List<ClientId> clients, TierPlan before, TierPlan after) {
        List<Move> moves = new ArrayList<>();
        for (ClientId client : clients) {
            OptionalInt from = before.tierOf(client);
            OptionalInt to = after.tierOf(client);
            if (!from.equals(to)) {
                moves.add(new Move(round, client, from, to));
            }
        }
        return moves;
    }

    private static boolean explains(List<Move> moves, TierPlan before, TierPlan after) {
        if (before.tierCount() != after.tierCount()) {
            return false;
        }
        int[] sizes = before.tiers().stream().mapToInt(Tier::size).toArray();
        for (Move move : moves) {
            move.from().ifPresent(tier -> sizes[tier]--);
            move.to().ifPresent(tier -> sizes[tier]++);
        }
        return after.tiers().stream().allMatch(tier -> sizes[tier.index()] == tier.size());
    }
}
