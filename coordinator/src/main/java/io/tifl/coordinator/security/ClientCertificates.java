package io.tifl.coordinator.security;

import io.tifl.protocol.ClientId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What mutual TLS leaves open: whether the certificate that a device shows is this client's, and still good while its
 * connection lasts. That its authority is trusted and that the device holds the key, TLS has seen to. Thread-safe.
 *
 * <p>A certificate is a client's if its common name or one of its DNS names is the client's id. The list of those that were
 * taken back is read again when its file changes, within seconds.
 */
public final class ClientCertificates {
    private static final Logger LOG = LoggerFactory.getLogger(ClientCertificates.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final int DNS_NAME = 2;

    private final Optional<Path> file;
    private final InstantSource clock;
    private Instant nextLook = Instant.MIN;
    private FileTime read = FileTime.from(Instant.EPOCH);
    private Collection<? extends CRL> revocations = List.of();

    /**
     * @param revocations a file of the authority's revocation lists, PEM or DER, if there is one
     * @throws IOException if it cannot be read
     */
    public ClientCertificates(Optional<Path> revocations, InstantSource clock) throws IOException {
        this.file = revocations;
        this.clock = clock;
        if (revocations.isPresent()) {
            read(revocations.get());
        }
    }

    /** Why the certificate is not good for this client; empty if it is. */
    public Optional<String> problem(X509Certificate shown, ClientId client) {
        Instant now = clock.instant();
        try {
            shown.checkValidity(Date.from(now));
        } catch (CertificateException e) {
            return Optional.of("the certificate is not valid now: " + e.getMessage());
        }
        if (!names(shown).contains(client.value())) {
            return Optional.of("the certificate is not that of client '" + client + "'");
        }
        return isRevoked(shown, now) ? Optional.of("the certificate was taken back") : Optional.empty();
    }

    /** The client that a certificate is for, by its common name; empty if that is no client's id. */
    public static Optional<ClientId> client(X509Certificate shown) {
        try {
            return commonName(shown).map(ClientId::new);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static List<String> names(X509Certificate shown) {
        List<String> names = new ArrayList<>();
        commonName(shown).ifPresent(names::add);
        try {
            Collection<List<?>> alternatives = shown.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (name.getFirst() instanceof Integer kind && kind == DNS_NAME) {
                    names.add(String.valueOf(name.get(1)));
                }
            }
        } catch (CertificateException e) {
            LOG.debug("the alternative names of a certificate cannot be read", e);
        }
        return names;
    }

    private static Optional<String> commonName(X509Certificate shown) {
        try {
            return new LdapName(shown.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .findFirst();
        } catch (InvalidNameException e) {
            LOG.debug("the name of a certificate cannot be read", e);
            return Optional.empty();
        }
    }

    private synchronized boolean isRevoked(X509Certificate shown, Instant now) {
        if (file.isPresent() && !now.isBefore(nextLook)) {
            nextLook = now.plus(LOOK_EVERY);
            try {
                if (!Files.getLastModifiedTime(file.get()).equals(read)) {
                    read(file.get());
                }
            } catch (IOException e) {
                // What was taken back stays so.
                LOG.warn("the list of certificates that were taken back cannot be read: {}", e.getMessage());
            }
        }
        return revocations.stream().anyMatch(list -> list.isRevoked(shown));
    }

    private synchronized void read(Path from) throws IOException {
        FileTime changed = Files.getLastModifiedTime(from);
        try (InputStream in = Files.newInputStream(from)) {
            revocations = CertificateFactory.getInstance("X.509").generateCRLs(in);
        } catch (GeneralSecurityException e) {
            throw new IOException(from + " holds no certificate revocation list: " + e.getMessage(), e);
        }
        read = changed;
    }
}
