package io.tifl.coordinator.app;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What an operator can set: {@code tifl.data} and so on, in a file, the environment or on the command line.
 *
 * @param data folder of everything that must survive: database, blobs, key
 * @param database another database than the embedded one
 * @param largestReply bytes of one reply at most; larger ones are refused before a byte is read
 * @param requestsPerSecond requests that are answered of one client, or from one address before it is known who asks
 * @param tls who encrypts: {@code here}, or {@code proxy} if something in front does; {@code none} only for tests
 * @param lease how long an order is a client's without a sign of life; clients give one three times as often
 * @param lead how long a coordinator leads without a sign of life
 * @param models which versions of models stay
 * @param revocations file with the certificates of devices that were taken back; read again when it changes
 * @param kafka brokers over which devices may come as well
 * @param traces spans of rounds and orders, and where they go
 * @param name by which this coordinator is known to others on the same database
 */
@Validated
@ConfigurationProperties("tifl")
public record CoordinatorProperties(
        @DefaultValue("tifl-data") Path data,
        @Valid @DefaultValue Database database,
        @DefaultValue("64MB") DataSize largestReply,
        @Min(1) @DefaultValue("1000") int requestsPerSecond,
        @DefaultValue("here") Tls tls,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("5s") Duration lead,
        @Valid @DefaultValue Models models,
        @Valid @DefaultValue Kafka kafka,
        @Nullable Path revocations,
        @Valid @DefaultValue Traces traces,
        @Nullable String name) {
    private static final int LARGEST_BUFFER = Integer.MAX_VALUE - 8;

    /** Who encrypts what travels. */
    public enum Tls {
        HERE,
        PROXY,
        NONE
    }

    /**
     * A PostgreSQL database.
     *
     * @param url such as {@code jdbc:postgresql://host/tifl}; empty for the embedded database
     * @param user who may create tables there
     * @param password of that user; better given in the environment than on a command line, which others can read
     */
    public record Database(
            @DefaultValue("") String url,
            @DefaultValue("") String user,
            @DefaultValue("") String password) {
        @AssertTrue(message = "must be empty or begin with jdbc:postgresql:")
        boolean isUrlKnown() {
            return url.isEmpty() || url.startsWith("jdbc:postgresql:");
        }

        @Override
        public String toString() {
            return "Database[" + url + "]";
        }
    }

    /**
     * Which versions stay.
     *
     * @param last so many of the newest
     * @param every and each one that this divides; 0 for none
     */
    public record Models(
            @Min(1) @DefaultValue("10") int last,
            @Min(0) @DefaultValue("100") int every) {}

    /**
     * Kafka, as a way for devices beside HTTP.
     *
     * @param bootstrap hosts and ports of some brokers, separated by commas; empty for none
     * @param prefix what the names of the topics begin with
     * @param partitions of each topic when it is made
     * @param seal whether brokers see nothing of models and replies
     * @param settings further settings of Kafka's clients, such as those of TLS and SASL
     * @param settingsFile more of them in a file, as Kafka's own tools take it; those of {@code settings} come first
     */
    public record Kafka(
            @DefaultValue("") String bootstrap,

            @Pattern(regexp = "[A-Za-z0-9._-]{1,100}", message = "has 1 to 100 of A-Z a-z 0-9 . _ -")
            @DefaultValue("tifl")
            String prefix,

            @Min(1) @DefaultValue("12") int partitions,
            @DefaultValue("false") boolean seal,
            @DefaultValue Map<String, String> settings,
            @Nullable Path settingsFile) {
        @Override
        public String toString() {
            return "Kafka[" + bootstrap + ", " + prefix + "]";
        }
    }

    /**
     * Spans.
     *
     * @param endpoint of a collector that speaks OTLP over HTTP, whole, such as {@code http://collector:4318/v1/traces}; empty for
     *     none
     * @param share of the rounds that are traced, 0 to 1
     */
    public record Traces(
            @Pattern(regexp = "|https?://.+", message = "must be empty or begin with http:// or https://")
            @DefaultValue("")
            String endpoint,

            @DecimalMin("0") @DecimalMax("1") @DefaultValue("1")
            double share) {}

    @AssertTrue(message = "largest-reply must lie between 1KB and 2047MB")
    boolean isLargestReplySensible() {
        return largestReply.toKilobytes() >= 1 && largestReply.toBytes() <= LARGEST_BUFFER;
    }

    @AssertTrue(message = "lease must lie between 1s and 1h")
    boolean isLeaseSensible() {
        return lease.compareTo(Duration.ofSeconds(1)) >= 0 && lease.compareTo(Duration.ofHours(1)) <= 0;
    }

    @AssertTrue(message = "lead must lie between 2s and 10m")
    boolean isLeadSensible() {
        return lead.compareTo(Duration.ofSeconds(2)) >= 0 && lead.compareTo(Duration.ofMinutes(10)) <= 0;
    }
}
