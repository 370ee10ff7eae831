package io.tifl.aggregation.secure;

import java.util.OptionalInt;

/**
 * What secure aggregation is to withstand, and the sparsest graph that does: with how many others a client masks, and how
 * many of them it takes to reveal a secret of its own.
 *
 * <p>The bounds are those of Bell et al. (CCS 2020), section 3, for a random Harary graph, with {@code c} corrupt clients
 * and {@code d} drop-outs among {@code n}, by union over all clients:
 *
 * <ul>
 *   <li>no client has a threshold of corrupt peers: {@code n Pr[X >= t] <= 2^-40}, X hypergeometric of {@code k} draws from
 *       {@code n - 1} with {@code c} marked; against a coordinator that tells clients different things, {@code 2 t > k + X}
 *       in place of {@code t > X}, so that two sets of peers of that size have an honest one in common;
 *   <li>the honest survivors hang together: {@code n ((c + d) / n)^(k / 2) <= 2^-40};
 *   <li>every client has a threshold of surviving peers: {@code n Pr[Y < t] <= 2^-30}, Y with {@code n - 1 - d} marked.
 * </ul>
 *
 * Where no sparse graph will do, all mask with all, and the counts are exact.
 *
 * @param corrupt share of the clients that may work together with the coordinator, 0 to below 1
 * @param dropOut share of the clients that may vanish once they have sent keys, 0 to below 1
 * @param server what the coordinator itself may do
 */
public record Strength(double corrupt, double dropOut, Server server) {
    /** What the coordinator may do. */
    public enum Server {
        /** It keeps to the protocol, and tries to learn from all it sees. */
        CURIOUS,
        /** It also tells different clients different things. */
        EQUIVOCATING;

        /** @throws IllegalArgumentException if it is neither {@code curious} nor {@code equivocating} */
        public static Server named(String name) {
            return switch (name) {
                case "curious" -> CURIOUS;
                case "equivocating" -> EQUIVOCATING;
                default ->
                    throw new IllegalArgumentException(
                            "the coordinator is curious or equivocating, got '" + name + "'");
            };
        }
    }

    private static final double SECURITY = 40;
    private static final double CORRECTNESS = 30;
    private static final int LEAST_THRESHOLD = 2;
    // More would mask for hours.
    private static final int MOST_PEERS = 4096;

    public Strength {
        if (!(corrupt >= 0 && corrupt < 1 && dropOut >= 0 && dropOut < 1)) {
            throw new IllegalArgumentException(
                    "shares of corrupt clients and of drop-outs lie in [0, 1), got " + corrupt + " and " + dropOut);
        }
    }

    /**
     * How a graph is to be.
     *
     * @param peers of each client: even, or all others
     * @param threshold peers whose shares give a secret, 2 to {@code peers}
     */
    public record Degree(int peers, int threshold) {}

    /**
     * The least degree for so many clients.
     *
     * @param clients 3 to 65535
     * @throws IllegalArgumentException if these shares cannot be withstood among so many
     */
    public Degree degree(int clients) {
        if (clients < 3 || clients > 0xffff) {
            throw new IllegalArgumentException("secure sums are of 3 to 65535 clients, got " + clients);
        }
        Tails tails = new Tails(clients - 1);
        int corruptClients = (int) Math.floor(corrupt * clients);
        int dropOuts = (int) Math.floor(dropOut * clients);
        double lost = (double) (corruptClients + dropOuts) / clients;
        for (int peers = 2; peers < Math.min(clients - 1, MOST_PEERS); peers += 2) {
            if (Math.log(clients) + peers / 2.0 * Math.log(lost) <= -SECURITY * Math.log(2)) {
                OptionalInt threshold = threshold(tails, peers, clients, corruptClients, dropOuts);
                if (threshold.isPresent()) {
                    return new Degree(peers, threshold.getAsInt());
                }
            }
        }
        if (clients > MOST_PEERS) {
            throw new IllegalArgumentException("among " + clients + " clients each would have to mask with more than "
                    + MOST_PEERS + " others to withstand " + this);
        }
        return new Degree(
                clients - 1,
                threshold(tails, clients - 1, clients, corruptClients, dropOuts)
                        .orElseThrow(
                                () -> new IllegalArgumentException("among " + clients + " clients, " + corruptClients
                                        + " corrupt ones and " + dropOuts + " drop-outs cannot be withstood")));
    }

    /** The least threshold that is safe, if it is one that survivors reach. */
    private OptionalInt threshold(Tails tails, int peers, int clients, int corruptClients, int dropOuts) {
        double unsafe = -SECURITY * Math.log(2) - Math.log(clients);
        int corruptPeers = 0;
        while (tails.atLeast(corruptPeers + 1, peers, corruptClients) > unsafe) {
            corruptPeers++;
        }
        int least = server == Server.CURIOUS ? corruptPeers + 1 : (peers + corruptPeers) / 2 + 1;
        int threshold = Math.max(least, LEAST_THRESHOLD);
        double unreached = -CORRECTNESS * Math.log(2) - Math.log(clients);
        boolean reached = threshold <= peers && tails.below(threshold, peers, clients - 1 - dropOuts) <= unreached;
        return reached ? OptionalInt.of(threshold) : OptionalInt.empty();
    }

    /** Natural logarithms of the tails of hypergeometric distributions over one population. */
    private static final class Tails {
        private final int population;
        private final double[] logFactorials;

        Tails(int population) {
            this.population = population;
            this.logFactorials = new double[population + 1];
            for (int i = 2; i <= population; i++) {
                logFactorials[i] = logFactorials[i - 1] + Math.log(i);
            }
        }

        /** That at least so many of the drawn ones are marked. */
        double atLeast(int count, int drawn, int marked) {
            return sum(count, Math.min(drawn, marked), drawn, marked);
        }

        /** That fewer than so many of the drawn ones are marked. */
        double below(int count, int drawn, int marked) {
            return sum(0, Math.min(count - 1, marked), drawn, marked);
        }

        private double sum(int from, int to, int drawn, int marked) {
            double sum = 0;
            for (int hits = Math.max(from, drawn + marked - population); hits <= Math.min(to, drawn); hits++) {
                sum += Math.exp(
                        choose(marked, hits) + choose(population - marked, drawn - hits) - choose(population, drawn));
            }
            return Math.log(sum);
        }

        private double choose(int of, int count) {
            return logFactorials[of] - logFactorials[count] - logFactorials[of - count];
        }
    }
}
