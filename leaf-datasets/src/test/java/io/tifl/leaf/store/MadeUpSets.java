package io.tifl.leaf.store;

import io.tifl.leaf.set.Column;
import io.tifl.leaf.set.ElementType;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.Reading;
import io.tifl.leaf.set.SetSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Small sets for tests. */
final class MadeUpSets {
    static final Recipe RECIPE = new Recipe("made-up", List.of("file a.json sha256 00", "seed 1"));

    static final Form FORM =
            new Form("made-up", Column.of(ElementType.U8, 1, 2, 2), Reading.PIXELS, Column.of(ElementType.U8), 3, true);

    private MadeUpSets() {}

    /** Ann with 3 examples and Bob with 1 to train on; Bob with 2 to test. */
    static void produce(Producer.Parts parts) throws IOException {
        SetSink train = parts.begin("train");
        train.user("ann", "hamlet");
        row(train, 0);
        row(train, 1);
        row(train, 2);
        train.user("bob", "");
        row(train, 3);
        SetSink test = parts.begin("test");
        test.user("bob", "");
        row(test, 4);
        row(test, 5);
    }

    static void row(SetSink sink, int number) throws IOException {
        byte first = (byte) (number * 51);
        byte[] note = number % 2 == 0 ? ("note " + number).getBytes(StandardCharsets.UTF_8) : SetSink.NO_NOTE;
        sink.example(new byte[] {first, 1, 2, (byte) 255}, new byte[] {(byte) (number % 3)}, note);
    }
}
