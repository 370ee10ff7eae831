package io.tifl.leaf.raw;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.RemoteFile;
import io.tifl.leaf.raw.ShakespeareText.Speaker;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * {@code shakespeare}: the next character after 80 of them, a user for every speaking part of every play.
 *
 * <p>Setting: {@code min-lines} (3), speakers of fewer lines are left out. Users are sorted by name; LEAF has them in the order
 * of its file system.
 */
public final class Shakespeare implements RawSet {
    private static final String ARCHIVE = "1994-01-100.zip";
    private static final String ENTRY = "100.txt";
    private static final String SHA_256 = "c5601d266987ac885ca96522b1b4e439feb7eca39f0fe1111f7342b63b6468f3";
    private static final int MAX_BYTES = 1 << 25;
    private static final SafeZip.Limits LIMITS = new SafeZip.Limits(100, MAX_BYTES, 200);

    // Under these names people have the text unpacked; the last is LEAF's own.
    private static final List<String> TEXTS = List.of("shakespeare.txt.gz", ENTRY, "raw_data.txt");
    private static final RemoteFile REMOTE = RemoteFile.unverified(
            "shakespeare",
            ARCHIVE,
            List.of(
                    URI.create("https://www.gutenberg.org/files/100/old/old/" + ARCHIVE),
                    URI.create("https://www.gutenberg.org/files/100/old/" + ARCHIVE),
                    URI.create("http://www.gutenberg.org/files/100/old/" + ARCHIVE)));

    private final String sha256;

    public Shakespeare() {
        this(SHA_256);
    }

    Shakespeare(String sha256) {
        this.sha256 = sha256;
    }

    @Override
    public String name() {
        return "shakespeare";
    }

    @Override
    public String about() {
        return "Shakespeare's plays: the next of 80 characters, 1,130 speaking parts, 4,226,206 examples; 2 MB to download";
    }

    @Override
    public String licence() {
        return "the text is Project Gutenberg's etext 100 of January 1994 (World Library): non-commercial, personal use only";
    }

    @Override
    public List<Expected> expected() {
        return List.of(
                new Expected("LEAF's paper, table 1", 1_129, 4_226_158, 3_743.28, 6_212.26),
                new Expected("LEAF's code on Gutenberg's text of 1994", 1_130, 4_226_206, 3_740.0, 6_210.5));
    }

    @Override
    public List<String> manualSteps(String folder) {
        return List.of();
    }

    @Override
    public SetSource open(DataSource source, Settings settings) throws IOException {
        settings.requireOnly(Set.of("min-lines"));
        int minLines = Bounds.integer(settings, "min-lines", 3, 1, 1_000_000);
        Text text = text(source);
        String actual = Checksums.sha256(text.bytes());
        if (!actual.equals(sha256)) {
            throw new IOException(text.file() + " is not Gutenberg's etext 100 of January 1994: expected SHA-256 "
                    + sha256 + " of the text, got " + actual);
        }
        SortedMap<String, Speaker> speakers = ShakespeareText.parse(text.file(), text.latin(), minLines);
        return new Windows(
                LeafForms.shakespeare(), List.of("shakespeare text " + sha256, "min-lines " + minLines), speakers);
    }

    private static Text text(DataSource source) throws IOException {
        Optional<Path> unpacked = TEXTS.stream()
                .flatMap(name -> source.find("shakespeare", name).stream())
                .findFirst();
        if (unpacked.isPresent()) {
            return new Text(unpacked.get().toString(), Bounded.read(unpacked.get(), MAX_BYTES));
        }
        Path archive = source.file(REMOTE);
        try (SafeZip zip = SafeZip.open(archive, LIMITS)) {
            return new Text(archive + "!" + ENTRY, zip.read(ENTRY));
        }
    }

    /** @param latin every byte as a character */
    private record Text(String file, String latin) {
        Text(String file, byte[] bytes) {
            this(file, new String(bytes, StandardCharsets.ISO_8859_1));
        }

        byte[] bytes() {
            return latin.getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
