package io.tifl.leaf.raw;

import io.tifl.leaf.json.LeafNotes;
import io.tifl.leaf.json.TweetTokens;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.set.SetSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tweets by user.
 *
 * @param words known ones; without them the {@code count} most frequent
 */
record Sent140Source(
        List<String> origin, TweetFiles files, boolean isCompatible, Optional<List<String>> words, int count)
        implements SetSource {
    private static final int FIELDS = 6;
    private static final int STEP = 1000;
    private static final Pattern USER = Pattern.compile("[^\\p{Cntrl}]{1,100}");
    // As in TweetTokens: what it would look up.
    private static final Pattern WORD = Pattern.compile("[\\w']+|[.,!?;]", Pattern.UNICODE_CHARACTER_CLASS);

    @Override
    public Form form() {
        return LeafForms.sent140(count);
    }

    @Override
    public void read(SetSink sink, ReadProgress progress) throws IOException, InterruptedException {
        SortedMap<String, List<byte[]>> tweets = new TreeMap<>();
        WordCounts counts = new WordCounts();
        try (TweetFiles.Opened opened = files.open();
                Csv training = opened.training();
                Csv test = opened.test()) {
            read(training, "training", tweets, counts, progress);
            read(test, "test", tweets, counts, progress);
        }
        if (tweets.isEmpty()) {
            throw new IOException("no tweets in " + origin);
        }
        push(tweets, tokens(words.orElseGet(() -> counts.mostFrequent(count))), sink, progress);
    }

    private void read(
            Csv csv, String part, SortedMap<String, List<byte[]>> tweets, WordCounts counts, ReadProgress progress)
            throws IOException, InterruptedException {
        int done = 0;
        for (List<String> fields = csv.next(); !fields.isEmpty(); fields = csv.next()) {
            Interrupts.check();
            check(csv, fields);
            if (isCompatible || !fields.getFirst().equals("2")) {
                Tweet tweet = tweet(fields, part);
                tweets.computeIfAbsent(tweet.user(), _ -> new ArrayList<>(1)).add(tweet.packed());
                if (words.isEmpty()) {
                    count(tweet.text(), counts);
                }
            }
            if (done++ % STEP == 0) {
                progress.at("reading tweets to " + part, csv.bytes(), 0);
            }
        }
    }

    private static void check(Csv csv, List<String> fields) throws IOException {
        if (fields.size() != FIELDS) {
            throw csv.fail("expected 6 fields, got " + fields.size() + " in " + Quoted.of(String.join(",", fields)));
        }
        String polarity = fields.getFirst();
        if (!polarity.equals("0") && !polarity.equals("2") && !polarity.equals("4")) {
            throw csv.fail("expected a polarity of 0, 2 or 4, got " + Quoted.of(polarity));
        }
        if (!USER.matcher(fields.get(4)).matches()) {
            throw csv.fail("expected the name of a user in the fifth field, got " + Quoted.of(fields.get(4)));
        }
    }

    private Tweet tweet(List<String> fields, String part) {
        List<String> strings = new ArrayList<>(fields.subList(1, FIELDS));
        if (isCompatible) {
            strings.replaceAll(Sent140Source::garbled);
        }
        strings.add(part);
        return new Tweet(fields.getFirst().equals("4"), strings);
    }

    // LEAF writes what it read in the encoding of the machine and reads that as ISO-8859-1 again.
    private static String garbled(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static void count(String text, WordCounts counts) throws IOException {
        Matcher word = WORD.matcher(text);
        while (word.find()) {
            counts.add(word.group());
        }
    }

    private TweetTokens tokens(List<String> known) {
        Map<String, Integer> index = new HashMap<>();
        for (int i = 0; i < known.size(); i++) {
            index.putIfAbsent(known.get(i), i);
        }
        return new TweetTokens(count, word -> index.getOrDefault(word, -1));
    }

    private void push(SortedMap<String, List<byte[]>> tweets, TweetTokens tokens, SetSink sink, ReadProgress progress)
            throws IOException, InterruptedException {
        Row features = new Row(form().features());
        Row label = new Row(form().labels());
        int done = 0;
        for (Map.Entry<String, List<byte[]>> user : tweets.entrySet()) {
            Interrupts.check();
            sink.user(user.getKey(), "");
            for (byte[] packed : user.getValue()) {
                Tweet tweet = Tweet.unpacked(packed);
                int[] numbers = tokens.of(tweet.text());
                for (int i = 0; i < numbers.length; i++) {
                    features.put(i, numbers[i]);
                }
                label.put(0, tweet.isGlad() ? 1 : 0);
                sink.example(features.bytes(), label.bytes(), LeafNotes.tweet(tweet.strings()));
            }
            if (done++ % STEP == 0) {
                progress.at("sorting tweets by user", done, tweets.size());
            }
        }
    }
}
