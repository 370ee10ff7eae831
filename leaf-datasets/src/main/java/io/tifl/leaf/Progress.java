package io.tifl.leaf;

/** Is told how a download goes on. Called on the downloading thread. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress SILENT = (file, bytes) -> {};

    /** {@code bytes} of {@code file.bytes()} are here; called at the start, about every 64 KiB, and at the end. */
    void at(RemoteFile file, long bytes);
}
