package io.tifl.leaf.raw;

import io.tifl.leaf.raw.ShakespeareText.Speaker;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.LeafAlphabet;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.set.SetSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** All stretches of some characters in what speakers say, each with the character after it. */
record Windows(Form form, List<String> origin, SortedMap<String, Speaker> speakers) implements SetSource {
    @Override
    public void read(SetSink sink, ReadProgress progress) throws IOException, InterruptedException {
        int done = 0;
        for (Map.Entry<String, Speaker> entry : speakers.entrySet()) {
            Interrupts.check();
            progress.at("cutting what speakers say", done++, speakers.size());
            // Those who say less than a window are no users, in LEAF too.
            if (entry.getValue().text().length() > form.features().values()) {
                sink.user(entry.getKey(), entry.getValue().play());
                cut(entry.getKey(), entry.getValue().text(), sink);
            }
        }
        progress.at("cutting what speakers say", done, speakers.size());
    }

    private void cut(String user, String text, SetSink sink) throws IOException {
        byte[] letters = text.getBytes(StandardCharsets.ISO_8859_1);
        int window = form.features().values();
        Row label = new Row(form.labels());
        for (int end = window; end < letters.length; end++) {
            label.put(0, token(user, text, end));
            sink.example(Arrays.copyOfRange(letters, end - window, end), label.bytes(), SetSink.NO_NOTE);
        }
    }

    private static int token(String user, String text, int at) throws IOException {
        int token = LeafAlphabet.token(text.charAt(at));
        if (token < 0) {
            throw new IOException(user + " says " + text.codePointAt(at) + " as character " + at
                    + ", which LEAF's alphabet of 80 lacks");
        }
        return token;
    }
}
