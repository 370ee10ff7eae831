package io.tifl.coordinator.http;

import io.tifl.coordinator.security.ClientCertificates;
import io.tifl.protocol.ClientId;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** The certificates that devices show. Where they have such, a key alone opens nothing. Thread-safe. */
final class ShownCertificates {
    private static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";

    private final Optional<ClientCertificates> required;
    private final DeviceServlet.Audit audit;

    /** @param required empty if devices need none */
    ShownCertificates(Optional<ClientCertificates> required, DeviceServlet.Audit audit) {
        this.required = required;
        this.audit = audit;
    }

    boolean areRequired() {
        return required.isPresent();
    }

    /** The client that the certificate of this connection, if any, is for. */
    Optional<ClientId> client(HttpServletRequest request) {
        return shown(request).flatMap(ClientCertificates::client);
    }

    /** @throws ProblemException if a certificate is needed, and none that is good for this client is shown */
    void require(HttpServletRequest request, ClientId client) throws ProblemException {
        if (required.isEmpty()) {
            return;
        }
        X509Certificate shown = shown(request).orElseThrow(ShownCertificates::missing);
        Optional<String> problem = required.get().problem(shown, client);
        if (problem.isPresent()) {
            audit.note(client, "certificate-invalid", problem.get());
            throw invalid(problem.get());
        }
    }

    private static Optional<X509Certificate> shown(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof X509Certificate[] chain && chain.length > 0
                ? Optional.of(chain[0])
                : Optional.empty();
    }

    static ProblemException missing() {
        return invalid("a certificate for this client is needed");
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(403, "certificate-invalid", detail).with("Connection", "close");
    }
}
