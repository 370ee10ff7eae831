package io.tifl.coordinator.app;

import java.net.InetAddress;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

/** Keeps a coordinator from talking in the clear to anything but its own machine unless it was told to. */
final class EncryptionCheck {
    private EncryptionCheck() {}

    /** @throws IllegalSettingException saying what to set */
    static void require(CoordinatorProperties.Tls tls, ServerProperties server) {
        InetAddress address = server.getAddress();
        boolean own = address != null && address.isLoopbackAddress();
        boolean encrypts = Ssl.isEnabled(server.getSsl());
        if (tls == CoordinatorProperties.Tls.HERE && !encrypts) {
            throw new IllegalSettingException(
                    "there is no certificate: give one (tifl coordinator --certificate, --key), say"
                            + " that a proxy does TLS (--behind-proxy), or listen on this machine alone (--local)");
        }
        if (tls == CoordinatorProperties.Tls.NONE && !own) {
            throw new IllegalSettingException("without TLS the coordinator listens on the loopback address only: set"
                    + " server.address=127.0.0.1 (tifl coordinator --local)");
        }
    }
}
