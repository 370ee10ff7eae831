package io.tifl.leaf.prepare;

import io.tifl.leaf.LeafSteps;
import io.tifl.leaf.PythonRandom;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.store.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** Chooses the rows of each part; no example is looked at. */
final class Steps {
    /** Windows of Shakespeare this far apart share no character that is guessed. */
    private static final int GAP = LeafForms.WINDOW - 1;

    private final Preparation preparation;
    private final boolean overlapping;
    private final int usersPerFile;

    /**
     * @param overlapping whether a user's examples are windows of one text, each one character on
     * @param usersPerFile of LEAF's files of the set
     */
    Steps(Preparation preparation, boolean overlapping, int usersPerFile) {
        this.preparation = preparation;
        this.overlapping = overlapping;
        this.usersPerFile = preparation.leafCompat() ? usersPerFile : Integer.MAX_VALUE;
        boolean single = preparation
                .sampling()
                .filter(Sampling.Examples.class::isInstance)
                .isPresent();
        if (overlapping && single && !preparation.leafCompat()) {
            throw new IllegalArgumentException(
                    "windows of one text overlap: sampled one by one, some would be tested that"
                            + " show what was trained on. Sample users instead, or do as LEAF does with --leaf-compat");
        }
    }

    /** The rows of each part, {@code train} and {@code test} or, without a split, {@code all}. */
    SequencedMap<String, Chosen> parts(Part whole) {
        Chosen users = keep(sample(all(whole)));
        SequencedMap<String, Chosen> parts = new LinkedHashMap<>();
        if (preparation.splitting().isEmpty()) {
            parts.put("all", users);
            return parts;
        }
        Splitting splitting = preparation.splitting().get();
        PythonRandom random = new PythonRandom(splitting.seed());
        List<Chosen.User> train = new ArrayList<>();
        List<Chosen.User> test = new ArrayList<>();
        if (splitting.by() == Splitting.By.USER) {
            byUser(users, splitting, random, train, test);
        } else {
            users.users().forEach(user -> byExample(user, splitting, random, train, test));
        }
        parts.put("train", new Chosen(train));
        parts.put("test", new Chosen(test));
        return parts;
    }

    private static Chosen all(Part whole) {
        return new Chosen(whole.users().stream()
                .map(user -> new Chosen.User(
                        user.id(),
                        user.hierarchy(),
                        IntStream.range(user.firstRow(), user.firstRow() + user.rows())
                                .toArray()))
                .toList());
    }

    private Chosen sample(Chosen all) {
        return preparation.sampling().map(how -> sample(all, how)).orElse(all);
    }

    // One generator goes through all files.
    private Chosen sample(Chosen all, Sampling how) {
        List<Chosen.User> result = new ArrayList<>();
        switch (how) {
            case Sampling.Users users -> {
                PythonRandom random = new PythonRandom(users.seed());
                files(all).forEach(file -> result.addAll(byUser(file, users, random)));
            }
            case Sampling.Examples examples -> {
                PythonRandom random = new PythonRandom(examples.seed());
                for (List<Chosen.User> file : files(all)) {
                    for (int[] rows : LeafSteps.byExample(
                            new Chosen(file).rows(), examples.userFraction(), examples.fraction(), random)) {
                        result.add(new Chosen.User(Integer.toString(result.size()), "", rows));
                    }
                }
            }
        }
        return new Chosen(result);
    }

    private List<List<Chosen.User>> files(Chosen all) {
        List<List<Chosen.User>> files = new ArrayList<>();
        int size = all.users().size();
        for (long from = 0; from < size; from += usersPerFile) {
            files.add(all.users().subList((int) from, (int) Math.min(size, from + usersPerFile)));
        }
        return files;
    }

    private List<Chosen.User> byUser(List<Chosen.User> file, Sampling.Users how, PythonRandom random) {
        return LeafSteps.byUser(new Chosen(file).rows(), how.fraction(), random).stream()
                .map(share -> file.get(share.user()).with(inOrder(share.rows())))
                .toList();
    }

    // Of windows of one text those that follow each other have to stay so, or the split would not part them.
    private int[] inOrder(int[] rows) {
        return overlapping && !preparation.leafCompat()
                ? Arrays.stream(rows).sorted().toArray()
                : rows;
    }

    private Chosen keep(Chosen users) {
        return new Chosen(users.users().stream()
                .filter(user -> user.rows().length >= preparation.minExamples())
                .toList());
    }

    private static void byUser(
            Chosen users, Splitting splitting, PythonRandom random, List<Chosen.User> train, List<Chosen.User> test) {
        int size = users.users().size();
        BitSet trained = new BitSet(size);
        Arrays.stream(random.sample(size, (int) (splitting.trainFraction() * size)))
                .forEach(trained::set);
        for (int i = 0; i < size; i++) {
            (trained.get(i) ? train : test).add(users.users().get(i));
        }
    }

    private void byExample(
            Chosen.User user,
            Splitting splitting,
            PythonRandom random,
            List<Chosen.User> train,
            List<Chosen.User> test) {
        int[] rows = user.rows();
        if (rows.length < 2) {
            return;
        }
        if (overlapping) {
            int trained = LeafSteps.trainSize(rows.length, splitting.trainFraction());
            if (trained + GAP < rows.length) {
                train.add(user.with(Arrays.copyOf(rows, trained)));
                test.add(user.with(Arrays.copyOfRange(rows, trained + GAP, rows.length)));
            }
            return;
        }
        BitSet trained = LeafSteps.train(rows.length, splitting.trainFraction(), random);
        train.add(user.with(picked(rows, trained)));
        trained.flip(0, rows.length);
        test.add(user.with(picked(rows, trained)));
    }

    private static int[] picked(int[] rows, BitSet places) {
        return places.stream().map(place -> rows[place]).toArray();
    }
}
