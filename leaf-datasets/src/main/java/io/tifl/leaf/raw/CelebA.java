package io.tifl.leaf.raw;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code celeba}: whether a person smiles, a user for everybody with at least five images.
 *
 * <p>Settings: {@code min-images} (5); {@code images}, {@code true} to insist on images, {@code false} to do without, else they
 * are read if they are there; {@code pillow} ({@code 6} or {@code 7}): LEAF resizes with the default filter of Pillow, which is
 * the nearest pixel before its version 7.0 and cubic since. Without images an example is the name of its file. Users come in
 * LEAF's order, that of their first image.
 */
public final class CelebA implements RawSet {
    private static final String IDENTITIES = "identity_CelebA.txt";
    private static final String ATTRIBUTES = "list_attr_celeba.txt";
    private static final int LEAST = 5;

    @Override
    public String name() {
        return "celeba";
    }

    @Override
    public String about() {
        return "CelebA: smiling or not, 9,343 celebrities, 200,288 images of 84 x 84; 1.4 GB to get by hand";
    }

    @Override
    public String licence() {
        return "CelebA is by the Multimedia Laboratory of the Chinese University of Hong Kong: non-commercial research only,"
                + " not to be passed on";
    }

    @Override
    public List<Expected> expected() {
        return List.of(new Expected("LEAF's paper, table 1", 9_343, 200_288, 21.44, 7.63));
    }

    @Override
    public List<String> manualSteps(String folder) {
        return List.of(
                "open https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html and agree to its terms of use",
                "from its 'Align&Cropped Images' download Img/" + CelebaImages.ARCHIVE + " (1.4 GB) and Anno/"
                        + ATTRIBUTES,
                "from the same Anno folder take " + IDENTITIES
                        + " (MD5 32bd1bd63d3c78cd57e08160ec5ed1e2); where it is not"
                        + " there, ask the authors for it by the address on that page",
                "put " + CelebaImages.ARCHIVE + ", as it is or unpacked, " + ATTRIBUTES + " and " + IDENTITIES
                        + " into " + folder
                        + "/celeba; without the images only sizes and labels of users are prepared");
    }

    @Override
    public SetSource open(DataSource source, Settings settings) throws IOException {
        settings.requireOnly(Set.of("min-images", "images", "pillow"));
        int least = Bounds.integer(settings, "min-images", LEAST, 1, 1_000_000);
        String pillow = Bounds.oneOf(settings, "pillow", List.of("6", "7"));
        ByHand byHand = new ByHand(name(), manualSteps(source.folder().toString()));
        Path identities = byHand.file(source, IDENTITIES);
        Path attributes = byHand.file(source, ATTRIBUTES);
        Optional<CelebaImages> images = images(source, settings, byHand);
        List<String> origin = new ArrayList<>(List.of(
                IDENTITIES + " " + Checksums.sha256(identities),
                ATTRIBUTES + " " + Checksums.sha256(attributes),
                "min-images " + least));
        if (images.isPresent()) {
            origin.add(images.get().origin());
            origin.add("pillow " + pillow);
        }
        Form form = images.isPresent() ? LeafForms.celeba() : LeafForms.celebaNames();
        Pillow.Filter filter = pillow.equals("6") ? Pillow.Filter.NEAREST : Pillow.Filter.BICUBIC;
        return new CelebaSource(form, origin, CelebaTables.read(identities, attributes), least, images, filter);
    }

    private static Optional<CelebaImages> images(DataSource source, Settings settings, ByHand byHand)
            throws IOException {
        Optional<CelebaImages> found = CelebaImages.find(source);
        if (settings.has("images") && !settings.flag("images", true)) {
            return Optional.empty();
        }
        if (settings.has("images") && found.isEmpty()) {
            return Optional.of(new CelebaImages.Archive(byHand.file(source, CelebaImages.ARCHIVE)));
        }
        return found;
    }
}
