package io.tifl.tiering;

/**
 * The clients of one tier, by position, with their latencies. Immutable.
 *
 * @param clients client numbers
 * @param latencies microseconds or {@link Micros#UNKNOWN}, position by position
 * @param known how many latencies are known
 * @param sum of the known latencies
 * @param max of the known latencies; 0 if none is known
 */
record Membership(PersistentLongs clients, PersistentLongs latencies, int known, long sum, long max) {
    static Membership empty() {
        return new Membership(PersistentLongs.empty(), PersistentLongs.empty(), 0, 0, 0);
    }

    int size() {
        return clients.size();
    }

    int client(int position) {
        return (int) clients.get(position);
    }

    /** Mean of the known latencies in microseconds; 0 if none is known. */
    double mean() {
        return known == 0 ? 0 : (double) sum / known;
    }

    Editor edit() {
        return new Editor(this);
    }

    /** One series of changes; confined to a thread. */
    static final class Editor {
        private final PersistentLongs.Editor clients;
        private final PersistentLongs.Editor latencies;
        private int known;
        private long sum;
        private long max;
        private boolean maxLeft;

        private Editor(Membership base) {
            clients = base.clients.edit();
            latencies = base.latencies.edit();
            known = base.known;
            sum = base.sum;
            max = base.max;
        }

        int size() {
            return clients.size();
        }

        long latency(int position) {
            return latencies.get(position);
        }

        /** Adds a client at the end and returns its position. */
        int append(int client, long latency) {
            clients.append(client);
            latencies.append(latency);
            count(latency);
            return clients.size() - 1;
        }

        void setLatency(int position, long latency) {
            uncount(latencies.get(position));
            latencies.set(position, latency);
            count(latency);
        }

        /** Takes a client out; the last one takes its place. Returns the number of the one that now sits there, or -1. */
        int remove(int position) {
            uncount(latencies.get(position));
            int last = clients.size() - 1;
            int moved = -1;
            if (position < last) {
                moved = (int) clients.get(last);
                clients.set(position, moved);
                latencies.set(position, latencies.get(last));
            }
            clients.removeLast();
            latencies.removeLast();
            return moved;
        }

        Membership done() {
            PersistentLongs values = latencies.done();
            return new Membership(clients.done(), values, known, sum, maxLeft ? maximum(values) : max);
        }

        private void count(long latency) {
            if (latency != Micros.UNKNOWN) {
                known++;
                sum += latency;
                max = Math.max(max, latency);
            }
        }

        private void uncount(long latency) {
            if (latency != Micros.UNKNOWN) {
                known--;
                sum -= latency;
                maxLeft |= latency == max;
            }
        }

        // A cohort of c out of n holds the slowest client with chance c / n, so this scan costs O(c) per round on
        // average.
        private static long maximum(PersistentLongs latencies) {
            long max = 0;
            for (int i = 0; i < latencies.size(); i++) {
                max = Math.max(max, latencies.get(i));
            }
            return max;
        }
    }
}
