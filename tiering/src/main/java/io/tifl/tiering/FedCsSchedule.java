package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.util.ArrayList;
import java.util.List;

/**
 * The greedy choice of FedCS (Nishio, Yonetani, ICC 2019, Algorithm 3): one by one whoever lengthens the round least, as long as
 * the round stays shorter than it may be. Clients get the model all at once, by the slowest one's line; they train at once, and
 * send what came of it one after the other.
 *
 * <p>Whoever lengthens the round least and does not fit leaves no room for anybody else, so the paper's search among all others is
 * left out. If even the first does not fit it is taken nevertheless: a round of nobody would be repeated for ever.
 *
 * @param seconds what distribution, training and uploads may take together
 * @param size of the cohort at most
 */
record FedCsSchedule(double seconds, int size) {
    /**
     * What a client says it can do.
     *
     * @param download seconds that the model takes to it
     * @param update seconds of training
     * @param upload seconds that its update takes
     */
    record Resources(ClientId client, double download, double update, double upload) {
        /** By how much uploads end later if this client comes after those that take so long. */
        double lengthens(double uploads) {
            return upload + Math.max(0, update - uploads);
        }
    }

    /** The clients chosen, in the order of their uploads; of equals the one that comes first. */
    List<ClientId> of(List<Resources> candidates) {
        List<Resources> left = new ArrayList<>(candidates);
        List<ClientId> chosen = new ArrayList<>();
        double distribution = 0;
        double uploads = 0;
        while (!left.isEmpty() && chosen.size() < size) {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < left.size(); i++) {
                double more = Math.max(0, left.get(i).download() - distribution)
                        + left.get(i).lengthens(uploads);
                if (more < least) {
                    least = more;
                    best = i;
                }
            }
            Resources next = left.remove(best);
            double all = distribution + uploads + least;
            if (!(all < seconds) && !chosen.isEmpty()) {
                break;
            }
            chosen.add(next.client());
            distribution = Math.max(distribution, next.download());
            uploads += next.lengthens(uploads);
        }
        return chosen;
    }
}
