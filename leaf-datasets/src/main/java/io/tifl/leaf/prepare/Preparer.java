package io.tifl.leaf.prepare;

import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.Reading;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.store.Part;
import io.tifl.leaf.store.Producer;
import io.tifl.leaf.store.Recipe;
import io.tifl.leaf.store.SetStore;
import io.tifl.leaf.store.StoredSet;
import java.io.IOException;
import java.util.SequencedMap;

/** Makes prepared sets of whole ones. Thread-safe. */
public final class Preparer {
    private final SetStore store;

    public Preparer(SetStore store) {
        this.store = store;
    }

    /**
     * The prepared set, from the store or made now. Only the sizes of users decide what is chosen, so one pass over the chosen
     * examples suffices.
     *
     * @param whole has a part {@code all}
     * @throws IllegalArgumentException if the set cannot be prepared in this way
     * @throws IOException if it cannot be written; nothing half-written is left
     * @throws InterruptedException if interrupted; nothing half-written is left
     */
    public StoredSet prepare(StoredSet whole, Preparation preparation, ReadProgress progress)
            throws IOException, InterruptedException {
        Form form = whole.form();
        Steps steps = new Steps(preparation, form.reading() == Reading.LETTERS, usersPerFile(form));
        Recipe recipe = whole.recipe().with(preparation.lines());
        return store.obtain(recipe, form, parts -> produce(whole.part("all"), steps, parts, progress));
    }

    /** Users in each of LEAF's files of the set; its other sets are in one file. */
    private static int usersPerFile(Form form) {
        return form.dataset().equals("femnist") ? LeafForms.FEMNIST_USERS_PER_FILE : Integer.MAX_VALUE;
    }

    private static void produce(Part whole, Steps steps, Producer.Parts parts, ReadProgress progress)
            throws IOException, InterruptedException {
        SequencedMap<String, Chosen> chosen = steps.parts(whole);
        long all = chosen.values().stream()
                .flatMap(part -> part.users().stream())
                .mapToLong(user -> user.rows().length)
                .sum();
        long done = 0;
        for (var part : chosen.entrySet()) {
            SetSink sink = parts.begin(part.getKey());
            for (Chosen.User user : part.getValue().users()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while a set was prepared");
                }
                sink.user(user.id(), user.hierarchy());
                whole.push(user.rows(), sink);
                done += user.rows().length;
                progress.at("preparing " + part.getKey(), done, all);
            }
        }
    }
}
