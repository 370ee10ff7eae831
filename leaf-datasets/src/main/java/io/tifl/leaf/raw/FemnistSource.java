package io.tifl.leaf.raw;

import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.set.SetSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads NIST's two archives, which hold the same images: one sorted by class, one by writer. What both have in common is an
 * image's MD5, which is all that is kept of the first while the second is read.
 *
 * @param isCompatible whether the first image of every writer but the first is doubled
 * @param isHalved whether images are halved before they are resized
 */
record FemnistSource(List<String> origin, Path byClass, Path byWriter, boolean isCompatible, boolean isHalved)
        implements SetSource {
    private static final int SIDE = 128;
    private static final int SMALL = 28;
    private static final int STEP = 1000;
    private static final SafeZip.Limits LIMITS = new SafeZip.Limits(5_000_000, 1 << 20, 200);

    @Override
    public Form form() {
        return LeafForms.femnist();
    }

    @Override
    public void read(SetSink sink, ReadProgress progress) throws IOException, InterruptedException {
        ClassIndex classes = classes(progress);
        try (SafeZip zip = SafeZip.open(byWriter, LIMITS, FemnistNames::isOfWriter)) {
            List<String> names = new ArrayList<>(zip.sortedNames());
            requireSome(names, byWriter, "by_write/PART/WRITER/KIND/IMAGE.png");
            names.sort(FemnistNames.BY_WRITER_THEN_NAME);
            push(zip, names, classes, sink, progress);
        }
    }

    private ClassIndex classes(ReadProgress progress) throws IOException, InterruptedException {
        ClassIndex classes = new ClassIndex();
        try (SafeZip zip = SafeZip.open(byClass, LIMITS, FemnistNames::isOfClass)) {
            List<String> names = zip.sortedNames();
            requireSome(names, byClass, "by_class/CLASS/hsf_PART/IMAGE.png");
            for (int i = 0; i < names.size(); i++) {
                tell(progress, byClass, i, names.size());
                classes.put(zip.read(names.get(i)), label(names.get(i)));
            }
        }
        return classes;
    }

    private void push(SafeZip zip, List<String> names, ClassIndex classes, SetSink sink, ReadProgress progress)
            throws IOException, InterruptedException {
        Row label = new Row(form().labels());
        String writer = "";
        for (int i = 0; i < names.size(); i++) {
            tell(progress, byWriter, i, names.size());
            String name = names.get(i);
            boolean isNew = !FemnistNames.writer(name).equals(writer);
            if (isNew) {
                writer = FemnistNames.writer(name);
                sink.user(writer, "");
            }
            byte[] file = zip.read(name);
            label.put(0, label(name, classes.get(file)));
            byte[] pixels = pixels(file, byWriter + "!" + name);
            sink.example(pixels, label.bytes(), SetSink.NO_NOTE);
            if (isNew && isCompatible && i > 0) {
                sink.example(pixels, label.bytes(), SetSink.NO_NOTE);
            }
        }
        progress.at("reading " + byWriter.getFileName(), names.size(), names.size());
    }

    private byte[] pixels(byte[] file, String where) throws IOException {
        Plane grey = Images.grey(file, "png", where);
        if (grey.width() != SIDE || grey.height() != SIDE) {
            throw new IOException(
                    where + " is " + grey.width() + " x " + grey.height() + " pixels, expected " + SIDE + " x " + SIDE);
        }
        Plane large = isHalved ? Pillow.halve(grey) : grey;
        return Pillow.resize(large, SMALL, SMALL, Pillow.Filter.LANCZOS).samples();
    }

    private int label(String name) throws IOException {
        int label = FemnistNames.label(name);
        if (label < 0) {
            throw new IOException(byClass + "!" + name + " is in the class of no digit or letter");
        }
        return label;
    }

    private int label(String name, int found) throws IOException {
        if (found == ClassIndex.UNKNOWN) {
            throw new IOException(
                    byWriter + "!" + name + " is not in " + byClass + "; are both archives of one edition?");
        }
        return found;
    }

    private static void requireSome(List<String> names, Path archive, String like) throws IOException {
        if (names.isEmpty()) {
            throw new IOException(archive + " has no files named like " + like);
        }
    }

    private static void tell(ReadProgress progress, Path archive, int done, int all) throws InterruptedException {
        Interrupts.check();
        if (done % STEP == 0) {
            progress.at("reading " + archive.getFileName(), done, all);
        }
    }
}
