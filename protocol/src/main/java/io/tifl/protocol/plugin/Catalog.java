package io.tifl.protocol.plugin;

import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The plug-ins of one kind, by name. Immutable; the plug-ins themselves say whether they may be shared.
 *
 * @param <T> the kind of plug-in
 */
public final class Catalog<T extends Named> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private final String kind;
    private final SortedMap<String, T> entries;

    private Catalog(String kind, Iterable<? extends T> plugins) {
        this.kind = kind;
        SortedMap<String, T> found = new TreeMap<>();
        for (T plugin : plugins) {
            String name = plugin.name();
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("a " + kind + " is named '" + name
                        + "', expected lower-case letters, digits and single hyphens");
            }
            T twin = found.put(name, plugin);
            if (twin != null) {
                throw new IllegalArgumentException("two " + kind + " plug-ins are named '" + name + "': "
                        + twin.getClass().getName() + " and "
                        + plugin.getClass().getName());
            }
        }
        this.entries = Collections.unmodifiableSortedMap(found);
    }

    /** The plug-ins of {@code type} that the service loader finds. */
    public static <T extends Named> Catalog<T> load(String kind, Class<T> type) {
        // The loader asks the calling module, which is this one, to declare every kind it loads; kinds live in modules
        // above.
        Catalog.class.getModule().addUses(type);
        return new Catalog<>(kind, ServiceLoader.load(type));
    }

    /** A catalogue of exactly these plug-ins. */
    public static <T extends Named> Catalog<T> of(String kind, List<? extends T> plugins) {
        return new Catalog<>(kind, plugins);
    }

    /** @throws IllegalArgumentException listing what exists, if there is no plug-in of that name */
    public T get(String name) {
        T plugin = entries.get(name);
        if (plugin == null) {
            throw new IllegalArgumentException("no " + kind + " '" + name + "' among " + names());
        }
        return plugin;
    }

    public boolean has(String name) {
        return entries.containsKey(name);
    }

    /** The names, sorted. */
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(entries.keySet()));
    }
}
