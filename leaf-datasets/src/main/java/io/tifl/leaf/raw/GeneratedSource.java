package io.tifl.leaf.raw;

import io.tifl.leaf.SyntheticSink;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.set.SetSource;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Examples that a generator makes.
 *
 * @param userFormat makes the name of a user of its number
 */
record GeneratedSource(Form form, List<String> origin, int users, String userFormat, Generator generator)
        implements SetSource {
    @Override
    public void read(SetSink sink, ReadProgress progress) throws IOException, InterruptedException {
        Row features = new Row(form.features());
        Row label = new Row(form.labels());
        generator.push(new SyntheticSink() {
            @Override
            public void user(int index) throws IOException, InterruptedException {
                Interrupts.check();
                progress.at("generating", index, users);
                sink.user(String.format(Locale.ROOT, userFormat, index), "");
            }

            @Override
            public void example(double[] x, int labelOfIt) throws IOException {
                for (int i = 0; i < x.length; i++) {
                    features.put(i, x[i]);
                }
                sink.example(features.bytes(), label.put(0, labelOfIt).bytes(), SetSink.NO_NOTE);
            }
        });
        progress.at("generating", users, users);
    }

    /** Pushes everything it makes. */
    interface Generator {
        void push(SyntheticSink sink) throws IOException, InterruptedException;
    }
}
