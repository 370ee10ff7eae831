package io.tifl.experiments.data;

import io.tifl.leaf.json.LeafFileName;
import io.tifl.leaf.prepare.Preparation;
import io.tifl.leaf.prepare.Sampling;
import java.util.OptionalInt;

/** Where LEAF's scripts leave what they made. */
final class LeafNames {
    private LeafNames() {}

    /** The folder of a set that is not split, by the last step it went through. */
    static String folder(Preparation how) {
        if (how.minExamples() > 0) {
            return "rem_user_data";
        }
        return how.sampling().isPresent() ? "sampled_data" : "all_data";
    }

    /** @param number of the file, of sets that have several */
    static String file(String dataset, OptionalInt number, Preparation how, String part) {
        String stem = dataset.endsWith("synthetic") ? "data" : "all_data";
        LeafFileName name =
                number.isPresent() ? LeafFileName.numbered(stem, number.getAsInt()) : new LeafFileName(stem);
        if (how.sampling().isPresent()) {
            name = switch (how.sampling().get()) {
                case Sampling.Users users -> name.sampledByUser(users.fraction());
                case Sampling.Examples examples -> name.sampledByExample(examples.userFraction(), examples.fraction());
            };
        }
        if (how.minExamples() > 0) {
            name = name.keeping(how.minExamples());
        }
        if (how.splitting().isPresent()) {
            name = name.split(part, how.splitting().get().trainFraction());
        }
        return name.file();
    }
}
