package io.tifl.leaf.raw;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code reddit}: the next word of a comment, a user for everyone who wrote 5 to 1000 comments in a month.
 *
 * <p>Settings: {@code min-comments} (5), {@code max-comments} (1000), {@code min-tokens} (5) of a comment;
 * {@code vocabulary-file}, LEAF's as JSON, else {@code leaf-reddit-vocab.json} beside the comments, else the most frequent words
 * of the comments themselves; {@code bots-file}, names of authors to leave out, one a line, besides those LEAF knows by parts of
 * their names (it lists 45 more in its {@code get_raw_users.py}); {@code work-folder}, for temporary files of about a quarter
 * of the unpacked comments. Users have numbers instead of names, and their comments are in the order of time.
 */
public final class Reddit implements RawSet {
    private static final String VOCABULARY = "leaf-reddit-vocab.json.gz";
    private static final int MANY = 1_000_000;

    @Override
    public String name() {
        return "reddit";
    }

    @Override
    public String about() {
        return "Reddit, December 2017: the next of 10,000 words, 1,660,820 users, 56,587,343 comments; to get by hand";
    }

    @Override
    public String licence() {
        return "the comments are their authors', collected by pushshift.io; Reddit's terms apply, research only";
    }

    @Override
    public List<Expected> expected() {
        return List.of(new Expected("LEAF's paper, table 1", 1_660_820, 56_587_343, 34.07, 62.95));
    }

    @Override
    public List<String> manualSteps(String folder) {
        return List.of(
                "get the comments of December 2017, RC_2017-12 with ending .zst, .xz or .bz2, from an archive of Pushshift's"
                        + " dumps (https://files.pushshift.io/reddit/comments/ had them, Academic Torrents has them)",
                "unpack it, for instance with 'zstd -d --long=31 RC_2017-12.zst', and put it, plain or packed with gzip, into "
                        + folder + "/reddit as RC_2017-12 or RC_2017-12.gz",
                "put LEAF's vocabulary beside it as " + VOCABULARY + ", or let one be made of the comments",
                "or get LEAF's own selection, linked from https://github.com/TalwalkarLab/leaf/tree/master/data/reddit,"
                        + " and read its JSON instead");
    }

    @Override
    public SetSource open(DataSource source, Settings settings) throws IOException {
        settings.requireOnly(
                Set.of("min-comments", "max-comments", "min-tokens", "vocabulary-file", "bots-file", "work-folder"));
        RedditLimits limits = new RedditLimits(
                Bounds.integer(settings, "min-comments", 5, 1, MANY),
                Bounds.integer(settings, "max-comments", 1000, 1, MANY),
                Bounds.integer(settings, "min-tokens", 5, 1, MANY));
        Optional<RedditVocabulary> vocabulary = vocabulary(source, settings);
        RedditBots bots = RedditBots.of(bots(settings));
        Path work = Path.of(settings.text("work-folder", System.getProperty("java.io.tmpdir")));
        List<Path> files = RedditFiles.find(
                source, new ByHand(name(), manualSteps(source.folder().toString())));
        List<String> origin = new ArrayList<>();
        for (Path file : files) {
            origin.add(file.getFileName() + " " + Checksums.sha256(file));
        }
        origin.add(limits.toString());
        origin.add("bots " + bots.names().stream().sorted().toList());
        origin.add("vocabulary " + vocabulary.map(RedditVocabulary::sha256).orElse("of its own"));
        return new RedditSource(origin, files, limits, bots, vocabulary, work);
    }

    private static Optional<RedditVocabulary> vocabulary(DataSource source, Settings settings) throws IOException {
        Optional<Path> file = settings.has("vocabulary-file")
                ? Optional.of(Path.of(settings.text("vocabulary-file")))
                : source.find("reddit", VOCABULARY);
        return file.isPresent() ? Optional.of(RedditVocabulary.read(file.get())) : Optional.empty();
    }

    private static Stream<String> bots(Settings settings) throws IOException {
        if (!settings.has("bots-file")) {
            return Stream.empty();
        }
        return Files.readAllLines(Path.of(settings.text("bots-file"))).stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty());
    }
}
