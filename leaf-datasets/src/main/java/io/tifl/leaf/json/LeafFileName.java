package io.tifl.leaf.json;

/**
 * A file's name as LEAF's steps build it: {@code all_data_0_niid_05_keep_100_train_9.json}. A fraction is written as the digits
 * after its point, so that {@code 1.0} is {@code 0}; {@code 1e-05} and its like are written without the first two characters,
 * as by LEAF.
 */
public record LeafFileName(String stem) {
    /** Of a file of a set that is one of several. */
    public static LeafFileName numbered(String stem, int number) {
        return new LeafFileName(stem + "_" + number);
    }

    public LeafFileName sampledByUser(double fraction) {
        return new LeafFileName(stem + "_niid_" + digits(fraction));
    }

    public LeafFileName sampledByExample(double userFraction, double fraction) {
        return new LeafFileName(stem + "_iid_" + digits(userFraction) + "_" + digits(fraction));
    }

    public LeafFileName keeping(int examples) {
        return new LeafFileName(stem + "_keep_" + examples);
    }

    /** @param part {@code train} or {@code test} */
    public LeafFileName split(String part, double trainFraction) {
        return new LeafFileName(stem + "_" + part + "_" + digits(trainFraction));
    }

    private static String digits(double fraction) {
        return PythonJson.repr(fraction).substring(2);
    }

    public String file() {
        return stem + ".json";
    }
}
