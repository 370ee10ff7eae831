package io.tifl.leaf.raw;

import io.tifl.leaf.json.LeafNotes;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.SetSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts comments into sequences of 10 words, each to be followed by the next, with marks for begin and end and padding to the
 * last. Confined to one thread.
 */
final class CommentRows {
    private static final String BEGIN = "<BOS>";
    private static final String END = "<EOS>";

    private final RedditVocabulary vocabulary;
    private final Row features;
    private final Row labels;

    CommentRows(RedditVocabulary vocabulary) {
        Form form = LeafForms.reddit();
        this.vocabulary = vocabulary;
        this.features = new Row(form.features());
        this.labels = new Row(form.labels());
    }

    /** With marks for begin and end. */
    static List<String> marked(List<String> words) {
        List<String> marked = new ArrayList<>(words.size() + 2);
        marked.add(BEGIN);
        marked.addAll(words);
        marked.add(END);
        return marked;
    }

    void push(int number, Comment comment, SetSink sink) throws IOException {
        List<String> words = marked(comment.words());
        for (int start = 0; start < words.size(); start += LeafForms.SEQUENCE) {
            int[] counts = new int[LeafForms.SEQUENCE];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = start + i < words.size() ? 1 : 0;
            }
            List<String> unknown = fill(features, words, start);
            List<String> unknownNext = fill(labels, words, start + 1);
            sink.example(
                    features.bytes(),
                    labels.bytes(),
                    LeafNotes.comment(number, comment.facts(), counts, unknown, unknownNext));
        }
    }

    private List<String> fill(Row row, List<String> words, int start) {
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < LeafForms.SEQUENCE; i++) {
            String word = start + i < words.size() ? words.get(start + i) : RedditVocabulary.PADDING;
            int token = vocabulary.token(word);
            if (token == RedditVocabulary.UNKNOWN_TOKEN) {
                unknown.add(word);
            }
            row.put(i, token);
        }
        return unknown;
    }
}
