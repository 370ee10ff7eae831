package io.tifl.leaf.store;

import io.tifl.leaf.set.ElementType;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.store.Head.Place;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/** Takes one part: features go straight to the set's file, the other columns to files of their own until it ends. */
final class PartWriter implements SetSink, AutoCloseable {
    static final int ALIGNMENT = 64;

    private final Form form;
    private final int featureBytes;
    private final int labelBytes;
    private final Output file;
    private final Output labels;
    private final Output noteEnds;
    private final Output notes;
    private final long start;
    private final UserTable users = new UserTable();
    private final Set<String> ids = new HashSet<>();
    private int rows;
    private boolean isEnded;

    PartWriter(Form form, Output file, Scratch scratch) throws IOException {
        this.form = form;
        this.featureBytes = form.features().bytes();
        this.labelBytes = form.labels().bytes();
        this.file = file;
        file.align(ALIGNMENT);
        this.start = file.position();
        this.labels = scratch.next();
        this.noteEnds = scratch.next();
        this.notes = scratch.next();
    }

    @Override
    public void user(String id, String hierarchy) throws IOException {
        checkOpen();
        if (!ids.add(id)) {
            throw new IOException("user '" + id + "' comes twice");
        }
        users.add(id, hierarchy, rows);
    }

    @Override
    public void example(byte[] features, byte[] label, byte[] note) throws IOException {
        checkOpen();
        check(features, label, note);
        file.put(features);
        labels.put(label);
        notes.put(note);
        if (form.notes()) {
            noteEnds.putLong(notes.position());
        }
        rows++;
    }

    private void check(byte[] features, byte[] label, byte[] note) throws IOException {
        checkLength("features", featureBytes, features);
        checkLength("labels", labelBytes, label);
        if (users.isEmpty()) {
            throw new IllegalArgumentException("an example before the first user");
        }
        if (!form.notes() && note.length > 0) {
            throw new IllegalArgumentException(form.dataset() + " has no notes, got one of " + note.length + " bytes");
        }
        if (rows == Integer.MAX_VALUE) {
            throw new IOException("more than " + Integer.MAX_VALUE + " examples in one part");
        }
        Numbers.checkLabels(form.labels(), label, form.classes(), this::place);
        if (form.features().type() == ElementType.F64 || form.features().type() == ElementType.F32) {
            Numbers.checkFinite(form.features().type(), features, this::place);
        }
    }

    private String place() {
        return "example " + (rows - users.firstRowOfLast()) + " of user '" + users.last() + "'";
    }

    private static void checkLength(String what, int expected, byte[] actual) {
        if (actual.length != expected) {
            throw new IllegalArgumentException(what + " take " + expected + " bytes, got " + actual.length);
        }
    }

    private void checkOpen() {
        if (isEnded) {
            throw new IllegalArgumentException("this part is complete, another one has begun");
        }
    }

    /** Puts the other columns behind the features. */
    SequencedMap<String, Place> end() throws IOException {
        isEnded = true;
        SequencedMap<String, Place> places = new LinkedHashMap<>();
        places.put("features", new Place(start, file.position() - start));
        places.put("labels", append(labels));
        if (notes.position() > 0) {
            places.put("note-ends", append(noteEnds));
            places.put("notes", append(notes));
        }
        close();
        ids.clear();
        return places;
    }

    private Place append(Output column) throws IOException {
        file.align(ALIGNMENT);
        long from = file.position();
        file.append(column);
        return new Place(from, file.position() - from);
    }

    int rows() {
        return rows;
    }

    UserTable users() {
        return users;
    }

    @Override
    public void close() throws IOException {
        labels.close();
        noteEnds.close();
        notes.close();
    }

    /** Where the columns of a part wait until it ends. */
    interface Scratch {
        Output next() throws IOException;
    }
}
