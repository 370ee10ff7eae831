package io.tifl.experiments.ssl.hltm;

/**
 * A full tree: a root, and below every node as many children, down to the leaves. Nodes count breadth-first from the
 * root, which is 0, so the children of a node follow each other. Latents are the nodes above the leaves.
 *
 * @param depth how many levels of latents, 1 or more
 * @param children of each latent, 1 or more
 */
public record TreeShape(int depth, int children) {
    private static final int MOST_NODES = 1 << 20;

    public TreeShape {
        if (depth < 1 || children < 1) {
            throw new IllegalArgumentException(
                    "a tree has 1 or more levels of latents and 1 or more children each, got " + depth + " levels and "
                            + children + " children");
        }
        long nodes = 1;
        long level = 1;
        for (int l = 0; l < depth && nodes <= MOST_NODES; l++) {
            level *= children;
            nodes += level;
        }
        if (nodes > MOST_NODES) {
            throw new IllegalArgumentException("a tree has at most " + MOST_NODES + " nodes; " + depth + " levels with "
                    + children + " children each are more");
        }
    }

    /** How many latents, in all levels. */
    public int latents() {
        return first(depth);
    }

    /** How many nodes, leaves included. */
    public int nodes() {
        return first(depth + 1);
    }

    public int leaves() {
        return count(depth);
    }

    /**
     * How many nodes a level has.
     *
     * @param level 0 is the root's, {@code depth} that of the leaves
     */
    public int count(int level) {
        int count = 1;
        for (int l = 0; l < level; l++) {
            count *= children;
        }
        return count;
    }

    /** The first node of a level. */
    public int first(int level) {
        int first = 0;
        for (int l = 0; l < level; l++) {
            first += count(l);
        }
        return first;
    }

    /** The first of a latent's children. */
    public int firstChild(int latent) {
        return latent * children + 1;
    }

    /** The parent of a node that is not the root. */
    public int parent(int node) {
        return (node - 1) / children;
    }

    /** Whether a node's children are leaves. */
    boolean isBottom(int latent) {
        return firstChild(latent) >= latents();
    }
}
