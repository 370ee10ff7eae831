package io.tifl.leaf.raw;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.RemoteFile;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * {@code femnist}: handwritten digits and letters, a user for every writer, from NIST Special Database 19.
 *
 * <p>Settings: {@code compat} (false), which doubles the first image of every writer but the first, as LEAF's script does by
 * mistake; {@code pillow} ({@code 6} or {@code 7}): since version 7.0 Pillow halves images before it makes a thumbnail, LEAF's
 * published data were made before. Writers and their images are sorted by name; LEAF has them in the order of its file system,
 * which it does not record, so that the MD5 sums it published of its JSON files cannot be met except by chance.
 */
public final class Femnist implements RawSet {
    private static final String MIRROR = "https://s3.amazonaws.com/nist-srd/SD19/";

    @Override
    public String name() {
        return "femnist";
    }

    @Override
    public String about() {
        return "FEMNIST: 28 x 28 digits and letters, 62 classes, 3,597 writers, 814,255 images; two archives to download";
    }

    @Override
    public String licence() {
        return "NIST Special Database 19 is by the US National Institute of Standards and Technology: public, to be cited";
    }

    @Override
    public List<Expected> expected() {
        return List.of(
                new Expected("LEAF's paper, table 1", 3_550, 805_263, 226.83, 88.94),
                new Expected("NIST Special Database 19, each image once", 3_597, 814_255, 226.37, Double.NaN),
                new Expected("LEAF's code, first images doubled (compat)", 3_597, 817_851, 227.37, Double.NaN));
    }

    @Override
    public List<String> manualSteps(String folder) {
        return List.of();
    }

    @Override
    public SetSource open(DataSource source, Settings settings) throws IOException {
        settings.requireOnly(Set.of("compat", "pillow"));
        boolean isCompatible = settings.flag("compat", false);
        String pillow = Bounds.oneOf(settings, "pillow", List.of("6", "7"));
        Path byClass = source.file(remote("by_class.zip"));
        Path byWriter = source.file(remote("by_write.zip"));
        List<String> origin = List.of(
                "by_class.zip " + Checksums.sha256(byClass),
                "by_write.zip " + Checksums.sha256(byWriter),
                "compat " + isCompatible,
                "pillow " + pillow);
        return new FemnistSource(origin, byClass, byWriter, isCompatible, pillow.equals("7"));
    }

    private static RemoteFile remote(String name) {
        return RemoteFile.unverified("femnist", name, List.of(URI.create(MIRROR + name)));
    }
}
