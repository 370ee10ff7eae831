package io.tifl.leaf;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file at its publisher.
 *
 * <p>Where neither length nor checksum is known, as with {@link #unverified}, the first download is trusted: its checksum is
 * written beside it, as {@code NAME.sha256}, and checked from then on.
 *
 * @param folder of the data set it belongs to, below a data folder
 * @param mirrors where it can be had, the preferred first; at least one
 * @param bytes its exact length, or {@link #UNKNOWN}
 * @param sha256 its checksum, 64 lower-case hexadecimal digits; empty if its length is unknown
 */
public record RemoteFile(String folder, String name, List<URI> mirrors, long bytes, String sha256) {
    /** A length that is not known. */
    public static final long UNKNOWN = -1;

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public RemoteFile {
        mirrors = List.copyOf(mirrors);
        if (!PLAIN.matcher(folder).matches() || !PLAIN.matcher(name).matches()) {
            throw new IllegalArgumentException("not a plain file name: '" + folder + "' / '" + name + "'");
        }
        if (!mirrors.stream().allMatch(RemoteFile::isHttp)) {
            throw new IllegalArgumentException(name + " needs mirrors with http or https addresses, got " + mirrors);
        }
        boolean isUnverified = bytes == UNKNOWN && sha256.isEmpty();
        if (mirrors.isEmpty()
                || (!isUnverified && (bytes < 0 || !SHA256.matcher(sha256).matches()))) {
            throw new IllegalArgumentException(name + " needs a mirror, a length and a SHA-256, got " + mirrors + ", "
                    + bytes + ", '" + sha256 + "'");
        }
    }

    /** A file of which nobody says how long it is and what its checksum. */
    public static RemoteFile unverified(String folder, String name, List<URI> mirrors) {
        return new RemoteFile(folder, name, mirrors, UNKNOWN, "");
    }

    /** Whether length and checksum are known. */
    public boolean isVerified() {
        return bytes != UNKNOWN;
    }

    private static boolean isHttp(URI mirror) {
        return "https".equals(mirror.getScheme()) || "http".equals(mirror.getScheme());
    }

    /** The file {@code name} below each of some addresses that end with a slash. */
    static RemoteFile of(String folder, String name, List<String> roots, long bytes, String sha256) {
        return new RemoteFile(
                folder,
                name,
                roots.stream().map(root -> URI.create(root + name)).toList(),
                bytes,
                sha256);
    }
}
