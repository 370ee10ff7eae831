package io.tifl.leaf.raw;

/** How many comments a user has, and how many words and signs a comment. */
record RedditLimits(int minComments, int maxComments, int minTokens) {
    RedditLimits {
        if (minComments > maxComments) {
            throw new IllegalArgumentException(
                    "min-comments is " + minComments + ", which is more than max-comments, " + maxComments);
        }
    }
}
