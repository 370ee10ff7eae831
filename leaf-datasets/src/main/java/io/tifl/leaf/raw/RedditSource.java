package io.tifl.leaf.raw;

import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.set.SetSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Comments by author, in the order of time.
 *
 * @param vocabulary made of the comments if there is none
 * @param work where comments are sorted
 */
record RedditSource(
        List<String> origin,
        List<Path> files,
        RedditLimits limits,
        RedditBots bots,
        Optional<RedditVocabulary> vocabulary,
        Path work)
        implements SetSource {
    private static final int STEP = 1000;

    @Override
    public Form form() {
        return LeafForms.reddit();
    }

    @Override
    public void read(SetSink sink, ReadProgress progress) throws IOException, InterruptedException {
        try (Buckets buckets = Buckets.in(work)) {
            for (Path file : files) {
                deal(file, buckets, progress);
            }
            buckets.finish();
            CommentRows rows = new CommentRows(vocabulary.isPresent() ? vocabulary.get() : counted(buckets, progress));
            int[] users = {0};
            each(buckets, "sorting comments by user", progress, comments -> {
                sink.user(Integer.toString(++users[0]), "");
                for (int i = 0; i < comments.size(); i++) {
                    rows.push(i, comments.get(i), sink);
                }
            });
        }
    }

    private void deal(Path file, Buckets buckets, ReadProgress progress) throws IOException, InterruptedException {
        int done = 0;
        try (JsonLines lines = new JsonLines(file)) {
            while (lines.next()) {
                Interrupts.check();
                Comment comment = parse(lines);
                if (!bots.wrote(comment.author(), comment.facts().subreddit())) {
                    add(comment, buckets);
                }
                if (done++ % STEP == 0) {
                    progress.at("reading " + file.getFileName(), lines.bytes(), 0);
                }
            }
        }
    }

    private static Comment parse(JsonLines lines) throws IOException {
        try {
            return Comment.ofJson(lines.line(), lines.length());
        } catch (IOException e) {
            throw lines.fail(String.valueOf(e.getMessage()), e);
        }
    }

    private void add(Comment comment, Buckets buckets) throws IOException {
        List<String> words = CommentText.tokens(comment.text());
        String text = String.join(" ", words);
        if (words.size() >= limits.minTokens() && !bots.say(text)) {
            buckets.add(new Comment(comment.author(), comment.facts(), text));
        }
    }

    private RedditVocabulary counted(Buckets buckets, ReadProgress progress) throws IOException, InterruptedException {
        WordCounts counts = new WordCounts();
        each(buckets, "counting words", progress, comments -> {
            for (Comment comment : comments) {
                for (String word : CommentRows.marked(comment.words())) {
                    counts.add(word);
                }
            }
        });
        return RedditVocabulary.of(counts);
    }

    private void each(Buckets buckets, String what, ReadProgress progress, OfUser action)
            throws IOException, InterruptedException {
        for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
            Interrupts.check();
            progress.at(what, bucket, Buckets.COUNT);
            for (List<Comment> comments : buckets.read(bucket).values()) {
                if (comments.size() >= limits.minComments() && comments.size() <= limits.maxComments()) {
                    comments.sort(
                            Comparator.comparingLong(comment -> comment.facts().createdUtc()));
                    action.take(comments);
                }
            }
        }
    }

    private interface OfUser {
        void take(List<Comment> comments) throws IOException;
    }
}
