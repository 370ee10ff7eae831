package io.tifl.distribution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * One jar of many, flat, so that the class path is one file that child processes can be started with. Declarations of services and of
 * Spring are merged; signatures and module descriptors, which would no longer be true, stay behind. The same jars give the same bytes.
 */
final class ExecutableJar {
    /** Times of entries; the first one that the format can hold in every time zone. */
    private static final long TIME = 315_619_200_000L;

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final Map<String, String> seen = new HashMap<>();
    private final Merged merged = new Merged();
    private final List<String> clashes = new ArrayList<>();

    /**
     * Writes the jar.
     *
     * @param jars in order; of two entries of one name that cannot be merged the first one stays
     * @return classes that two jars hold
     */
    List<String> write(List<Path> jars, Attributes manifest, Path target) throws IOException {
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(target)) {
            out.setLevel(Deflater.BEST_COMPRESSION);
            put(out, MANIFEST, bytes(manifest));
            for (Path jar : jars) {
                try (ZipFile in = Pruning.open(jar)) {
                    addAll(in, jar.getFileName().toString(), out);
                }
            }
            for (Map.Entry<String, byte[]> file : merged.files().entrySet()) {
                put(out, file.getKey(), file.getValue());
            }
        }
        return List.copyOf(clashes);
    }

    private void addAll(ZipFile in, String jar, ZipArchiveOutputStream out) throws IOException {
        for (ZipArchiveEntry entry : Collections.list(in.getEntriesInPhysicalOrder())) {
            String name = placed(entry.getName(), jar);
            if (entry.isDirectory() || isLeftOut(name)) {
                continue;
            }
            addFolders(name, out);
            try (InputStream content = in.getInputStream(entry)) {
                if (merged.takes(name)) {
                    merged.add(name, content.readAllBytes());
                    continue;
                }
            }
            String first = seen.putIfAbsent(name, jar);
            if (first == null) {
                copy(in, entry, name, out);
            } else if (name.endsWith(".class")) {
                clashes.add(name + " of " + jar + " (that of " + first + " stays)");
            }
        }
    }

    /** Spring finds components by asking for folders. */
    private void addFolders(String name, ZipArchiveOutputStream out) throws IOException {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            String folder = name.substring(0, slash + 1);
            if (seen.putIfAbsent(folder, folder) == null) {
                put(out, folder, new byte[0]);
            }
        }
    }

    /** Licences and notices of all jars stay, each in a folder of its jar. */
    private static String placed(String name, String jar) {
        String upper = name.toUpperCase(Locale.ROOT);
        boolean legal = upper.startsWith("META-INF/LICEN")
                || upper.startsWith("META-INF/NOTICE")
                || upper.startsWith("LICEN")
                || upper.startsWith("NOTICE");
        return legal ? "META-INF/licences/" + jar + "/" + name.replace("META-INF/", "") : name;
    }

    private static boolean isLeftOut(String name) {
        return name.equals(MANIFEST)
                || name.endsWith("module-info.class")
                || name.equals("META-INF/INDEX.LIST")
                || (name.startsWith("META-INF/") && name.matches(".*\\.(SF|RSA|DSA|EC)"));
    }

    private static void copy(ZipFile in, ZipArchiveEntry entry, String name, ZipArchiveOutputStream out)
            throws IOException {
        ZipArchiveEntry copy = new ZipArchiveEntry(name);
        copy.setTime(TIME);
        copy.setMethod(entry.getMethod());
        copy.setCrc(entry.getCrc());
        copy.setSize(entry.getSize());
        copy.setCompressedSize(entry.getCompressedSize());
        try (InputStream raw = in.getRawInputStream(entry)) {
            out.addRawArchiveEntry(copy, raw);
        }
    }

    private static void put(ZipArchiveOutputStream out, String name, byte[] content) throws IOException {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setTime(TIME);
        entry.setSize(content.length);
        entry.setMethod(content.length == 0 ? ZipArchiveEntry.STORED : ZipArchiveEntry.DEFLATED);
        out.putArchiveEntry(entry);
        out.write(content);
        out.closeArchiveEntry();
    }

    private static byte[] bytes(Attributes attributes) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putAll(attributes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        manifest.write(out);
        return out.toByteArray();
    }
}
