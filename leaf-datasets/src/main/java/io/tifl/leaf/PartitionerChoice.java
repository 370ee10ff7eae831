package io.tifl.leaf;

import io.tifl.protocol.Settings;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A partitioner as text: {@code dirichlet:alpha=0.3,clients=50}, or a name alone. Several values of one setting are parted by
 * slashes: {@code quantity:fractions=0.1/0.2/0.7}.
 *
 * @param name of a {@link PartitionerFactory}
 */
public record PartitionerChoice(String name, Settings settings) {
    /** @throws IllegalArgumentException listing what exists, if there is no such partitioner or it has no such setting */
    public PartitionerChoice {
        PartitionerFactory factory = PartitionerFactory.catalog().get(name);
        try {
            settings.requireOnly(factory.settings());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("partitioner " + name + ": " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException as the constructor, or if the text is not of this form */
    public static PartitionerChoice parse(String text) {
        String[] parts = text.strip().split(":", 2);
        SortedMap<String, String> settings = new TreeMap<>();
        for (String setting : parts.length == 1 ? new String[0] : parts[1].split(",", -1)) {
            int equals = setting.indexOf('=');
            if (equals < 1 || equals == setting.length() - 1) {
                throw new IllegalArgumentException(
                        "a partitioner is NAME or NAME:SETTING=VALUE,..., got '" + text + "'");
            }
            if (settings.put(
                            setting.substring(0, equals).strip(),
                            setting.substring(equals + 1).strip())
                    != null) {
                throw new IllegalArgumentException(
                        "partitioner '" + text + "' says " + setting.substring(0, equals) + " twice");
            }
        }
        return new PartitionerChoice(parts[0].strip(), Settings.of(settings));
    }

    /** What {@link #parse} takes, settings in the order of their names. */
    public String text() {
        String said = settings.values().entrySet().stream()
                .map(PartitionerChoice::text)
                .collect(Collectors.joining(","));
        return said.isEmpty() ? name : name + ":" + said;
    }

    private static String text(Map.Entry<String, String> setting) {
        return setting.getKey() + "=" + setting.getValue();
    }

    /** Among how many clients it deals, if it says so. */
    public OptionalInt clients() {
        return settings.has(PartitionerFactory.CLIENTS)
                ? OptionalInt.of(settings.integer(PartitionerFactory.CLIENTS, 0))
                : OptionalInt.empty();
    }

    /** The same choice, leaving open among how many clients. */
    public PartitionerChoice amongAny() {
        SortedMap<String, String> rest = new TreeMap<>(settings.values());
        rest.remove(PartitionerFactory.CLIENTS);
        return new PartitionerChoice(name, Settings.of(rest));
    }

    /** Whether examples are dealt by the owners that a data set has. */
    public boolean byOwner() {
        return PartitionerFactory.catalog().get(name).byOwner();
    }

    /**
     * The partitioner for this many clients, where the data do not decide how many.
     *
     * @throws IllegalArgumentException if the text says another number, or a setting is missing or out of range
     */
    public Partitioner among(int clients) {
        PartitionerFactory factory = PartitionerFactory.catalog().get(name);
        clients().ifPresent(said -> {
            if (said != clients) {
                throw new IllegalArgumentException(
                        "partitioner " + text() + " deals to " + said + " clients, " + clients + " are wanted");
            }
        });
        boolean counts = factory.settings().contains(PartitionerFactory.CLIENTS);
        return configured(factory, counts ? settings.with(PartitionerFactory.CLIENTS, clients) : settings);
    }

    /**
     * The partitioner as the text says it.
     *
     * @throws IllegalArgumentException if a setting is missing or out of range
     */
    public Partitioner partitioner() {
        return configured(PartitionerFactory.catalog().get(name), settings);
    }

    private static Partitioner configured(PartitionerFactory factory, Settings settings) {
        try {
            return factory.configured(settings);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("partitioner " + factory.name() + ": " + e.getMessage(), e);
        }
    }
}
