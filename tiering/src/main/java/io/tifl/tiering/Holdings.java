package io.tifl.tiering;

import java.util.function.IntConsumer;

/**
 * What clients said of their data, for policies that draw by amounts and rank by losses: how many examples each holds, and its
 * loss when it last trained. Immutable; a new version shares what did not change, so a round costs O(cohort).
 *
 * <p>Clients lie in cells by their examples, each a factor of 2 wide; those that said nothing lie apart, and are taken to hold the
 * mean of all others.
 *
 * @param said examples and loss of each client number, packed: 0 examples if it did not say, a loss below 0 if it never trained
 * @param places cell and position of each client number, packed
 * @param known how many said how much they hold
 * @param examples that those hold together
 */
record Holdings(PersistentLongs said, PersistentLongs places, Cells cells, int known, long examples) {
    /** Larger losses are not believed. */
    static final double MOST_LOSS = 1e6;

    private static final Octaves AMOUNTS = new Octaves(0, Integer.SIZE - 1, 0);
    private static final int UNKNOWN = AMOUNTS.count();
    private static final int CELLS = UNKNOWN + 1;
    private static final float NEVER = -1;
    private static final Holdings NONE =
            new Holdings(PersistentLongs.empty(), PersistentLongs.empty(), Cells.empty(CELLS), 0, 0);

    /** Of a plan whose policy keeps none. */
    static Holdings none() {
        return NONE;
    }

    /** Whether a loss can be one. */
    static boolean isLoss(double loss) {
        return loss >= 0 && loss <= MOST_LOSS;
    }

    /** How many clients are known. */
    int size() {
        return said.size();
    }

    /** How many examples a client says it holds; 0 if it does not say. */
    int examples(int client) {
        return examplesOf(said.get(client));
    }

    /** What a client counts for where clients are drawn by their examples; above 0. */
    double weight(int client) {
        int own = examples(client);
        return own > 0 ? own : meanExamples();
    }

    /** Mean over those who said; 1 if none did. */
    double meanExamples() {
        return known == 0 ? 1 : (double) examples / known;
    }

    /** Of its last training: 0 if what it said cannot be, infinite if it never trained. */
    double loss(int client) {
        float loss = lossOf(said.get(client));
        return loss < 0 ? Double.POSITIVE_INFINITY : loss;
    }

    void forEachCell(IntConsumer action) {
        cells.forEachFilled(0, CELLS, action);
    }

    /** What a client of a cell counts for at most. */
    double most(int cell) {
        return cell == UNKNOWN ? meanExamples() : Math.scalb(1.0, cell + 1);
    }

    private static int examplesOf(long said) {
        return (int) (said >>> 32);
    }

    private static float lossOf(long said) {
        return Float.intBitsToFloat((int) said);
    }

    private static int cell(int examples) {
        return examples == 0 ? UNKNOWN : AMOUNTS.of(examples);
    }

    /**
     * Holdings put together again from what is stored of them.
     *
     * @throws IllegalArgumentException if the parts cannot belong together
     */
    static Holdings restored(PersistentLongs said, PersistentLongs places) {
        if (places.size() != said.size()) {
            throw new IllegalArgumentException(
                    said.size() + " clients said what they hold, and " + places.size() + " have places");
        }
        Editor edit = new Editor(new Holdings(said, places, NONE.cells, 0, 0));
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
        private final PersistentLongs.Editor said;
        private final PersistentLongs.Editor places;
        private final Cells.Editor cells;
        private int known;
        private long examples;

        private Editor(Holdings base) {
            said = base.said.edit();
            places = base.places.edit();
            cells = base.cells.edit();
            known = base.known;
            examples = base.examples;
        }

        int size() {
            return said.size();
        }

        /** All clients of a roster that are new, numbered on from {@link #size}. */
        void register(Roster roster) {
            while (size() < roster.index().size()) {
                register();
            }
        }

        private void register() {
            int client = size();
            said.append(packed(0, NEVER));
            places.append(0);
            enter(client);
        }

        /** A client says how much it holds; what cannot be is passed over. */
        void holds(int client, double claimed) {
            int held = (int) Math.min(claimed, Integer.MAX_VALUE);
            if (claimed >= 1 && held != examplesOf(said.get(client))) {
                leave(client);
                said.set(client, packed(held, lossOf(said.get(client))));
                enter(client);
            }
        }

        /** A client trained. */
        void trained(int client, double loss) {
            said.set(client, packed(examplesOf(said.get(client)), isLoss(loss) ? (float) loss : 0));
        }

        private static long packed(int examples, float loss) {
            return Cells.packed(examples, Float.floatToIntBits(loss));
        }

        private void restore(int client) {
            long stored = said.get(client);
            float loss = lossOf(stored);
            boolean possible = examplesOf(stored) >= 0
                    && (loss == NEVER || isLoss(loss))
                    && Cells.cellOf(places.get(client)) == cell(examplesOf(stored));
            if (!possible) {
                throw new IllegalArgumentException("client " + client + " cannot have said " + examplesOf(stored)
                        + " examples and a loss of " + loss + " and be in cell "
                        + Cells.cellOf(places.get(client)));
            }
            enter(client);
        }

        private void leave(int client) {
            long place = places.get(client);
            int moved = cells.remove(Cells.cellOf(place), Cells.positionOf(place));
            if (moved >= 0) {
                places.set(moved, place);
            }
            count(client, -1);
        }

        private void enter(int client) {
            int cell = cell(examplesOf(said.get(client)));
            places.set(client, Cells.packed(cell, cells.append(cell, client)));
            count(client, 1);
        }

        private void count(int client, int by) {
            int own = examplesOf(said.get(client));
            known += own > 0 ? by : 0;
            examples += by * (long) own;
        }

        Holdings done() {
            return new Holdings(said.done(), places.done(), cells.done(), known, examples);
        }
    }
}
