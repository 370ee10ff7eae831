package io.tifl.leaf.set;

/** Is told how far reading has come. Called on the reading thread, some hundred times a second at most. */
@FunctionalInterface
public interface ReadProgress {
    /** Tells nobody. */
    ReadProgress SILENT = (what, done, all) -> {};

    /**
     * So much is done.
     *
     * @param what is being done, a few words: {@code "reading by_write.zip"}
     * @param done bytes, or whatever {@code all} counts
     * @param all of them; 0 if not known
     */
    void at(String what, long done, long all);
}
