package io.tifl.coordinator.app;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

/** The certificate that devices and operators see; read anew each time, as it may be replaced while the service runs. */
record ServiceCertificate(ServerProperties server, SslBundles bundles) {
    /** When the first certificate of its chain, or of its key store, runs out; empty if TLS is done elsewhere. */
    Optional<Instant> expiry() {
        Ssl ssl = server.getSsl();
        String name = ssl == null ? null : ssl.getBundle();
        if (name == null) {
            return Optional.empty();
        }
        SslBundle bundle = bundles.getBundle(name);
        KeyStore store = bundle.getStores().getKeyStore();
        return store == null ? Optional.empty() : earliest(store);
    }

    static Optional<Instant> earliest(KeyStore store) {
        try {
            Optional<Instant> earliest = Optional.empty();
            for (String alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                    Instant end = certificate.getNotAfter().toInstant();
                    earliest = earliest.filter(other -> other.isBefore(end)).or(() -> Optional.of(end));
                }
            }
            return earliest;
        } catch (KeyStoreException e) {
            throw new IllegalStateException("a key store that was read cannot be listed", e);
        }
    }
}
