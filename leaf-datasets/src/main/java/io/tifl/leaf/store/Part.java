package io.tifl.leaf.store;

import io.tifl.client.Examples;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.store.Head.PartHead;
import io.tifl.leaf.store.Head.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A part of a stored set, read in place. Thread-safe until the set is closed. */
public final class Part {
    private final Form form;
    private final PartHead head;
    private final MemorySegment features;
    private final MemorySegment labels;
    private final MemorySegment noteEnds;
    private final MemorySegment notes;
    private final MemorySegment userEnds;
    private final MemorySegment textEnds;
    private final MemorySegment texts;

    /** @throws IOException if columns are missing or not as long as they should be */
    Part(Form form, PartHead head, MemorySegment file) throws IOException {
        this.form = form;
        this.head = head;
        this.features =
                column(file, "features", (long) head.rows() * form.features().bytes());
        this.labels = column(file, "labels", (long) head.rows() * form.labels().bytes());
        this.userEnds = column(file, "user-ends", 8L * head.users());
        this.textEnds = column(file, "user-text-ends", 16L * head.users());
        this.texts = column(file, "user-texts", last(textEnds));
        checkAscending("user-ends", userEnds, head.rows());
        checkAscending("user-text-ends", textEnds, texts.byteSize());
        boolean hasNotes = head.places().containsKey("notes");
        this.noteEnds = hasNotes ? column(file, "note-ends", 8L * head.rows()) : MemorySegment.NULL;
        this.notes = hasNotes ? column(file, "notes", last(noteEnds)) : MemorySegment.NULL;
    }

    private MemorySegment column(MemorySegment file, String name, long length) throws IOException {
        Place place = head.places().get(name);
        if (place == null) {
            throw new IOException("has no column " + name);
        }
        if (place.length() != length || place.offset() > file.byteSize() - length) {
            throw new IOException("has column " + name + " with " + place.length() + " bytes at " + place.offset()
                    + ", expected " + length + " within " + file.byteSize());
        }
        return file.asSlice(place.offset(), length);
    }

    private static long last(MemorySegment ends) throws IOException {
        long last = ends.byteSize() == 0 ? 0 : ends.get(Columns.I64, ends.byteSize() - 8);
        if (last < 0) {
            throw new IOException("has a column that ends at " + last);
        }
        return last;
    }

    private static void checkAscending(String name, MemorySegment ends, long end) throws IOException {
        long previous = 0;
        for (long at = 0; at < ends.byteSize(); at += 8) {
            long next = ends.get(Columns.I64, at);
            if (next < previous) {
                throw new IOException("has " + next + " after " + previous + " in column " + name);
            }
            previous = next;
        }
        if (previous != end) {
            throw new IOException("has column " + name + " up to " + previous + ", expected " + end);
        }
    }

    /** Number of examples. */
    public int rows() {
        return head.rows();
    }

    /** Number of users. */
    public int userCount() {
        return head.users();
    }

    /** A user, from 0, in the order they were written. */
    public User user(int index) {
        int first = index == 0 ? 0 : (int) userEnds.getAtIndex(Columns.I64, index - 1);
        int end = (int) userEnds.getAtIndex(Columns.I64, index);
        return new User(userText(2L * index), userText(2L * index + 1), first, end - first);
    }

    private String userText(long index) {
        return new String(slice(texts, textEnds, index), StandardCharsets.UTF_8);
    }

    /** All users, in the order they were written; their rows follow one another. */
    public List<User> users() {
        List<User> users = new ArrayList<>(head.users());
        for (int i = 0; i < head.users(); i++) {
            users.add(user(i));
        }
        return users;
    }

    /** How many examples each user has, without reading their names. */
    public int[] sizes() {
        int[] sizes = new int[head.users()];
        int start = 0;
        for (int i = 0; i < sizes.length; i++) {
            int end = (int) userEnds.getAtIndex(Columns.I64, i);
            sizes[i] = end - start;
            start = end;
        }
        return sizes;
    }

    /** All rows, over the mapped memory. */
    public Examples examples() {
        return mapped();
    }

    /** The rows of one user, over the mapped memory. */
    public Examples examples(User user) {
        return mapped().rows(user.firstRow(), user.rows());
    }

    /** Some rows, over the mapped memory. */
    Examples mapped(int first, int count) {
        return mapped().rows(first, count);
    }

    private MappedExamples mapped() {
        return new MappedExamples(form, features, labels, head.rows());
    }

    /** The features as they lie in the file, row after row; read-only. */
    public MemorySegment features() {
        return features;
    }

    /** The labels as they lie in the file, row after row; read-only. */
    public MemorySegment labels() {
        return labels;
    }

    /** The note of a row; empty where it has none. */
    public byte[] note(int row) {
        return noteEnds.equals(MemorySegment.NULL) ? SetSink.NO_NOTE : slice(notes, noteEnds, row);
    }

    private static byte[] slice(MemorySegment bytes, MemorySegment ends, long index) {
        long start = index == 0 ? 0 : ends.getAtIndex(Columns.I64, index - 1);
        long end = ends.getAtIndex(Columns.I64, index);
        return bytes.asSlice(start, end - start).toArray(ValueLayout.JAVA_BYTE);
    }

    /**
     * Pushes rows into a sink, in this order.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public void push(int[] some, SetSink sink) throws IOException {
        RowBuffer buffer = buffer();
        for (int row : some) {
            push(row, buffer, sink);
        }
    }

    /** Pushes a row into a sink; {@link RowBuffer} holds the arrays. */
    void push(int row, RowBuffer buffer, SetSink sink) throws IOException {
        buffer.load(features, labels, row);
        sink.example(buffer.features(), buffer.labels(), note(row));
    }

    /** A buffer for rows of this part. */
    RowBuffer buffer() {
        return new RowBuffer(form);
    }

    /**
     * A user.
     *
     * @param hierarchy empty where there is none
     * @param firstRow of this part
     */
    public record User(String id, String hierarchy, int firstRow, int rows) {}
}
