package io.tifl.leaf.raw;

import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.set.SetSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Celebrities with at least so many images, with or without what is on them. */
record CelebaSource(
        Form form,
        List<String> origin,
        CelebaTables tables,
        int least,
        Optional<CelebaImages> images,
        Pillow.Filter filter)
        implements SetSource {
    private static final int SIDE = 84;

    @Override
    public void read(SetSink sink, ReadProgress progress) throws IOException, InterruptedException {
        if (images.isEmpty()) {
            read(sink, progress, _ -> new byte[form.features().bytes()]);
            return;
        }
        try (CelebaImages.Opened opened = images.get().open()) {
            read(sink, progress, image -> pixels(opened, image));
        }
    }

    private void read(SetSink sink, ReadProgress progress, Features features) throws IOException, InterruptedException {
        long done = 0;
        Row label = new Row(form.labels());
        for (Map.Entry<String, List<String>> person : tables.images().entrySet()) {
            if (person.getValue().size() >= least) {
                sink.user(person.getKey(), "");
                for (String image : person.getValue()) {
                    Interrupts.check();
                    label.put(0, tables.smiles(image) ? 1 : 0);
                    sink.example(features.of(image), label.bytes(), image.getBytes(StandardCharsets.UTF_8));
                }
            }
            done += person.getValue().size();
            progress.at("reading images", done, tables.smiles().size());
        }
    }

    private byte[] pixels(CelebaImages.Opened opened, String image) throws IOException {
        String format = image.endsWith(".png") ? "png" : "jpeg";
        List<Plane> channels = Images.rgb(opened.read(image), format, opened.where(image));
        byte[] pixels = new byte[form.features().bytes()];
        for (int c = 0; c < channels.size(); c++) {
            byte[] small = Pillow.resize(channels.get(c), SIDE, SIDE, filter).samples();
            System.arraycopy(small, 0, pixels, c * small.length, small.length);
        }
        return pixels;
    }

    private interface Features {
        byte[] of(String image) throws IOException;
    }
}
