package io.tifl.experiments.cli;

import io.tifl.leaf.SizeStatistics;
import io.tifl.leaf.prepare.LeakCheck;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.store.Part;
import io.tifl.leaf.store.StoredSet;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What is in a set, in a few lines. */
final class SetSummary {
    private final StoredSet set;
    private final List<RawSet.Expected> expected;

    /** @param expected what was published of the whole set */
    SetSummary(StoredSet set, List<RawSet.Expected> expected) {
        this.set = set;
        this.expected = expected;
    }

    void print(PrintWriter out) {
        out.println(set.recipe().dataset() + "-" + set.id() + " in " + set.file());
        set.recipe().lines().forEach(line -> out.println("  " + line));
        out.printf(
                Locale.ROOT,
                "  %-10s %9s %12s %9s %10s %8s %7s %9s%n",
                "part",
                "users",
                "examples",
                "mean",
                "deviation",
                "skew",
                "least",
                "most");
        for (String name : set.parts()) {
            Part part = set.part(name);
            SizeStatistics sizes = SizeStatistics.of(part.sizes());
            out.printf(
                    Locale.ROOT,
                    "  %-10s %,9d %,12d %9.2f %10.2f %8.2f %,7d %,9d%n",
                    name,
                    sizes.users(),
                    sizes.examples(),
                    sizes.mean(),
                    sizes.deviation(),
                    sizes.skewness(),
                    sizes.min(),
                    sizes.max());
        }
        if (set.parts().contains("all")) {
            expected.forEach(one -> print(out, one));
        }
        if (set.parts().contains("test")) {
            print(out, LeakCheck.of(set));
        }
        out.flush();
    }

    private void print(PrintWriter out, RawSet.Expected one) {
        SizeStatistics sizes = SizeStatistics.of(set.part("all").sizes());
        boolean same = sizes.users() == one.users() && sizes.examples() == one.examples();
        out.println("  published  " + text(one) + "   " + one.of() + (same ? ": the same" : ""));
    }

    private static void print(PrintWriter out, LeakCheck leaks) {
        if (leaks.isClean()) {
            out.printf(Locale.ROOT, "  No leak: none of %,d test examples is trained on.%n", leaks.tested());
        }
        if (leaks.seen() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  Of %,d test examples %,d are also trained on, by content, %,d of them by the same user.%n",
                    leaks.tested(),
                    leaks.seen(),
                    leaks.seenByOwner());
        }
        if (leaks.overlapping() > 0) {
            out.printf(
                    Locale.ROOT,
                    "  Of %,d test windows %,d share text with windows that their user trains on.%n",
                    leaks.tested(),
                    leaks.overlapping());
        }
    }

    /** What was published of a set: users, examples, mean and, where it is said, deviation. */
    static String text(RawSet.Expected one) {
        String deviation = Double.isNaN(one.deviation()) ? "" : String.format(Locale.ROOT, "%.2f", one.deviation());
        return String.format(Locale.ROOT, "%,9d %,12d %9.2f %10s", one.users(), one.examples(), one.mean(), deviation);
    }
}
