package io.tifl.leaf.set;

/**
 * What the examples of a set look like in the store.
 *
 * @param dataset name of the data set, such as {@code femnist}; decides how it is read from and written to LEAF's JSON
 * @param features what a model reads of an example, once every number went through {@code reading}
 * @param labels what it is to say: a class for each number, 0 to {@code classes - 1}
 * @param notes whether examples carry text besides, which nothing is trained on but which LEAF's JSON has: the original
 *     tweet, the name of the image, the subreddit. UTF-8, its meaning depends on the data set
 */
public record Form(String dataset, Column features, Reading reading, Column labels, int classes, boolean notes) {
    public Form {
        if (classes < 1) {
            throw new IllegalArgumentException("a set has at least 1 class, got " + classes);
        }
    }
}
