package io.tifl.protocol.secure;

/**
 * What a client insists on, whatever the coordinator says.
 *
 * @param minPeers fewest clients it shares masks with, at least 2
 * @param majority whether more than half of its peers must be needed for a secret: then a coordinator that tells some of them
 *     one set of survivors and some another does not get both secrets of a client
 */
public record SecureFloor(int minPeers, boolean majority) {
    private static final int USUAL_PEERS = 2;

    public SecureFloor {
        if (minPeers < USUAL_PEERS) {
            throw new IllegalArgumentException("expected at least " + USUAL_PEERS + " peers, got " + minPeers);
        }
    }

    /** At least 2 peers, so 3 clients in a sum, and a majority of them. */
    public static SecureFloor usual() {
        return new SecureFloor(USUAL_PEERS, true);
    }

    void check(int peers, int threshold) throws RefusedStageException {
        if (peers < minPeers) {
            throw new RefusedStageException("offered " + peers + " peers, this client insists on " + minPeers);
        }
        if (threshold < 2 || threshold > peers) {
            throw new RefusedStageException("a threshold of " + threshold + " among " + peers + " peers");
        }
        if (majority && 2 * threshold <= peers) {
            throw new RefusedStageException("a threshold of " + threshold + " among " + peers
                    + " peers, this client insists on more than half");
        }
    }
}
