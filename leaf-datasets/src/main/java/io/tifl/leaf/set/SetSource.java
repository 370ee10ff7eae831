package io.tifl.leaf.set;

import java.io.IOException;
import java.util.List;

/**
 * A set that can be read from start to end, always in the same order, without holding it in memory. Confined to one thread.
 */
public interface SetSource {
    Form form();

    /**
     * What decides the set's content: files with their checksums, and settings. Equal lists make equal sets; nothing that
     * differs from machine to machine, such as a folder, belongs here.
     */
    List<String> origin();

    /**
     * Pushes all users and examples into a sink.
     *
     * @throws IOException if a file is missing, damaged or not what it should be: names the file, the place in it, and what was
     *     expected there
     * @throws InterruptedException if interrupted; what was pushed is of no use then
     */
    void read(SetSink sink, ReadProgress progress) throws IOException, InterruptedException;
}
