package io.tifl.leaf.raw;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code sent140}: whether a tweet is glad or sad, a user for everyone who wrote one.
 *
 * <p>Settings: {@code vocabulary} (10000), so many words are known; {@code vocabulary-file}, where they stand, a word a line or
 * GloVe's vectors as text, the first {@code vocabulary} of them (all, if that is not set); without it they are the most frequent
 * words of the set itself. {@code compat} (false) does as LEAF's script: the 139 neutral tweets of the test table count as sad
 * rather than being left out, and characters beyond ASCII are read as ISO-8859-1 twice, which garbles them. Users are sorted by
 * name, as in LEAF. While it is read, the set takes about 400 MB of memory.
 */
public final class Sent140 implements RawSet {
    private static final int WORDS = 10_000;
    private static final int MOST_WORDS = 3_000_000;

    @Override
    public String name() {
        return "sent140";
    }

    @Override
    public String about() {
        return "Sent140: glad or sad tweets, 25 words each, 660,120 users, 1,600,498 tweets; 81 MB to download";
    }

    @Override
    public String licence() {
        return "Sentiment140 is by Alec Go, Richa Bhayani and Lei Huang, for research; the tweets are their authors',"
                + " and Twitter's terms do not allow them to be passed on";
    }

    @Override
    public List<Expected> expected() {
        return List.of(new Expected("LEAF's paper, table 1 (compat)", 660_120, 1_600_498, 2.42, 4.71));
    }

    @Override
    public List<String> manualSteps(String folder) {
        return List.of();
    }

    @Override
    public SetSource open(DataSource source, Settings settings) throws IOException {
        settings.requireOnly(Set.of("vocabulary", "vocabulary-file", "compat"));
        boolean isCompatible = settings.flag("compat", false);
        int most = Bounds.integer(settings, "vocabulary", WORDS, 1, MOST_WORDS);
        Optional<List<String>> words = words(settings, most);
        TweetFiles files = TweetFiles.find(source);
        List<String> origin = new ArrayList<>(files.origin());
        origin.add("compat " + isCompatible);
        origin.add(words.map(known -> known.size() + " words "
                        + Checksums.sha256(String.join("\n", known).getBytes(StandardCharsets.UTF_8)))
                .orElse("its own " + most + " most frequent words"));
        return new Sent140Source(
                origin, files, isCompatible, words, words.map(List::size).orElse(most));
    }

    private static Optional<List<String>> words(Settings settings, int most) throws IOException {
        if (!settings.has("vocabulary-file")) {
            return Optional.empty();
        }
        int limit = settings.has("vocabulary") ? most : MOST_WORDS;
        return Optional.of(WordList.read(Path.of(settings.text("vocabulary-file")), limit));
    }
}
