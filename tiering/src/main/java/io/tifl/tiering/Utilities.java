package io.tifl.tiering;

import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/**
 * What training showed of each client, for policies that rank clients one by one, sorted so that a round need not look at all of
 * them. Immutable; a new version shares what did not change, so a round costs O(cohort).
 *
 * <p>Clients that took part lie in cells by utility, last round and duration, each a factor of 1.2 to 2 wide; what all clients of a
 * cell can be worth at most follows from the cell's number. The others lie in narrow cells by duration alone. Clients that are
 * barred lie apart.
 *
 * @param shown utility and duration of each client number, packed floats; a duration is in seconds, negative if not known
 * @param seen last round taken part in, counted from 1, and how often, packed; 0 for never
 * @param places cell and position of each client number, packed
 * @param pace the policy's own numbers, bits of doubles: first its preferred percentile, then what each round gained
 */
record Utilities(
        PersistentLongs shown,
        PersistentLongs seen,
        PersistentLongs places,
        PersistentLongs pace,
        Cells cells,
        Tally utilities,
        Tally durations,
        int barred) {
    static final Octaves UTILITIES = new Octaves(-20, 64, 1);
    static final Octaves ROUNDS = new Octaves(0, 16, 1);
    static final Octaves DURATIONS = new Octaves(-10, 32, 0);

    private static final Octaves UNEXPLORED = new Octaves(-10, 32, 3);
    private static final int EXPLORED_CELLS = UTILITIES.count() * ROUNDS.count() * DURATIONS.count();
    private static final int UNKNOWN_DURATION = EXPLORED_CELLS + UNEXPLORED.count();
    private static final int BARRED = UNKNOWN_DURATION + 1;
    private static final int CELLS = BARRED + 1;
    private static final Utilities NONE = new Utilities(
            PersistentLongs.empty(),
            PersistentLongs.empty(),
            PersistentLongs.empty(),
            PersistentLongs.empty(),
            Cells.empty(CELLS),
            Tally.empty(UTILITIES),
            Tally.empty(DURATIONS),
            0);

    /** Of a plan whose policy keeps none. */
    static Utilities none() {
        return NONE;
    }

    /** How many clients are known. */
    int size() {
        return shown.size();
    }

    /** How many clients took part and are not barred. */
    int explored() {
        return utilities.size();
    }

    /** How many clients never took part and are not barred. */
    int unexplored() {
        return size() - explored() - barred;
    }

    float utility(int client) {
        return Float.intBitsToFloat((int) (shown.get(client) >>> 32));
    }

    /** Seconds of its last round or of its profile; negative if not known. */
    float duration(int client) {
        return Float.intBitsToFloat((int) shown.get(client));
    }

    /** The last round it took part in, counted from 1; 0 for none. */
    int lastRound(int client) {
        return (int) (seen.get(client) >>> 32);
    }

    int count(int client) {
        return (int) seen.get(client);
    }

    boolean isBarred(int client) {
        return Cells.cellOf(places.get(client)) == BARRED;
    }

    boolean isExplored(int client) {
        return Cells.cellOf(places.get(client)) < EXPLORED_CELLS;
    }

    /** Cells that hold clients who took part. */
    void forEachExploredCell(IntConsumer action) {
        cells.forEachFilled(0, EXPLORED_CELLS, action);
    }

    /** Cells that hold clients who never took part, fast to slow; those whose duration is not known come last. */
    void forEachUnexploredCell(IntConsumer action) {
        cells.forEachFilled(EXPLORED_CELLS, BARRED, action);
    }

    static int utilityBucket(int cell) {
        return cell / (ROUNDS.count() * DURATIONS.count());
    }

    static int roundBucket(int cell) {
        return cell / DURATIONS.count() % ROUNDS.count();
    }

    static int durationBucket(int cell) {
        return cell % DURATIONS.count();
    }

    private static long packed(float utility, float duration) {
        return Cells.packed(Float.floatToIntBits(utility), Float.floatToIntBits(duration));
    }

    /**
     * Utilities put together again from what is stored of them.
     *
     * @throws IllegalArgumentException if the parts cannot belong together
     */
    static Utilities restored(
            PersistentLongs shown, PersistentLongs seen, PersistentLongs places, PersistentLongs pace) {
        int clients = shown.size();
        if (seen.size() != clients || places.size() != clients) {
            throw new IllegalArgumentException(clients + " clients showed something, " + seen.size() + " were seen and "
                    + places.size() + " have places");
        }
        for (int i = 0; i < pace.size(); i++) {
            double number = Double.longBitsToDouble(pace.get(i));
            if (!(number >= 0 && number < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a policy's number is at least 0 and finite, got " + number);
            }
        }
        Editor edit = new Editor(
                new Utilities(shown, seen, places, pace, NONE.cells, NONE.utilities, NONE.durations, NONE.barred));
        for (int client : Cells.order(places, CELLS)) {
            edit.restore(client);
        }
        return edit.done();
    }

    Editor edit() {
        return new Editor(this);
    }

    /** One series of changes; confined to a thread. */
    static final class Editor {
        private final PersistentLongs.Editor shown;
        private final PersistentLongs.Editor seen;
        private final PersistentLongs.Editor places;
        private final PersistentLongs.Editor pace;
        private final Cells.Editor cells;
        private final Tally.Editor utilities;
        private final Tally.Editor durations;
        private int barred;

        private Editor(Utilities base) {
            shown = base.shown.edit();
            seen = base.seen.edit();
            places = base.places.edit();
            pace = base.pace.edit();
            cells = base.cells.edit();
            utilities = base.utilities.edit();
            durations = base.durations.edit();
            barred = base.barred;
        }

        int size() {
            return shown.size();
        }

        int barred() {
            return barred;
        }

        int count(int client) {
            return (int) seen.get(client);
        }

        boolean isBarred(int client) {
            return Cells.cellOf(places.get(client)) == BARRED;
        }

        /** The clients of a roster that are not known yet, with the latencies they have there. */
        void register(Roster roster) {
            for (int client = size(); client < roster.index().size(); client++) {
                long micros = roster.latency(client);
                register(micros == Micros.UNKNOWN ? OptionalDouble.empty() : OptionalDouble.of(Micros.seconds(micros)));
            }
        }

        /** One more client, numbered on from {@link #size}. */
        private void register(OptionalDouble seconds) {
            int client = size();
            shown.append(packed(0, seconds.isPresent() ? DURATIONS.clamped(seconds.getAsDouble()) : -1));
            seen.append(0);
            places.append(0);
            enter(client, cell(client));
        }

        /** A client took part. */
        void counted(int client, double utility, double seconds, int round) {
            long place = places.get(client);
            leave(client);
            shown.set(client, packed(UTILITIES.clamped(utility), DURATIONS.clamped(seconds)));
            seen.set(client, Cells.packed(round, count(client) + 1));
            enter(client, Cells.cellOf(place) == BARRED ? BARRED : cell(client));
        }

        /** A client was waited for in vain; it is not faster than that. */
        void late(int client, double seconds) {
            long place = places.get(client);
            float waited = DURATIONS.clamped(seconds);
            leave(client);
            float before = duration(client);
            shown.set(client, packed(utility(client), Math.max(before, waited)));
            enter(client, Cells.cellOf(place) == BARRED ? BARRED : cell(client));
        }

        /** A client is not to be looked at any more. */
        void bar(int client) {
            leave(client);
            enter(client, BARRED);
        }

        void setPace(int index, double number) {
            pace.set(index, Double.doubleToRawLongBits(number));
        }

        void appendPace(double number) {
            pace.append(Double.doubleToRawLongBits(number));
        }

        private float utility(int client) {
            return Float.intBitsToFloat((int) (shown.get(client) >>> 32));
        }

        private float duration(int client) {
            return Float.intBitsToFloat((int) shown.get(client));
        }

        /** Where a client belongs by what it showed. */
        private int cell(int client) {
            int round = (int) (seen.get(client) >>> 32);
            float seconds = duration(client);
            if (round == 0) {
                return seconds < 0 ? UNKNOWN_DURATION : EXPLORED_CELLS + UNEXPLORED.of(seconds);
            }
            return (UTILITIES.of(utility(client)) * ROUNDS.count() + ROUNDS.of(round)) * DURATIONS.count()
                    + DURATIONS.of(seconds);
        }

        private void restore(int client) {
            float utility = utility(client);
            float seconds = duration(client);
            int stored = Cells.cellOf(places.get(client));
            boolean possible = UTILITIES.clamped(utility) == utility
                    && (seconds == -1 || DURATIONS.clamped(seconds) == seconds)
                    && (int) (seen.get(client) >>> 32) >= 0
                    && count(client) >= 0;
            if (!possible || (stored != BARRED && stored != cell(client))) {
                throw new IllegalArgumentException("client " + client + " cannot have shown a utility of " + utility
                        + " and a duration of " + seconds + " s and be in cell " + stored);
            }
            enter(client, stored);
        }

        private void leave(int client) {
            long place = places.get(client);
            int cell = Cells.cellOf(place);
            int moved = cells.remove(cell, Cells.positionOf(place));
            if (moved >= 0) {
                places.set(moved, place);
            }
            if (cell == BARRED) {
                barred--;
            } else {
                tally(client, cell, Tally.Editor::remove);
            }
        }

        private void enter(int client, int cell) {
            places.set(client, Cells.packed(cell, cells.append(cell, client)));
            if (cell == BARRED) {
                barred++;
            } else {
                tally(client, cell, Tally.Editor::add);
            }
        }

        private void tally(int client, int cell, BiConsumer<Tally.Editor, Float> change) {
            if (cell < EXPLORED_CELLS) {
                change.accept(utilities, utility(client));
            }
            if (duration(client) >= 0) {
                change.accept(durations, duration(client));
            }
        }

        Utilities done() {
            return new Utilities(
                    shown.done(),
                    seen.done(),
                    places.done(),
                    pace.done(),
                    cells.done(),
                    utilities.done(),
                    durations.done(),
                    barred);
        }
    }
}
