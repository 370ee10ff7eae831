package io.tifl.coordinator.security;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Answers whoever is not known as an operator, be it that it cannot be found out now. Thread-safe. */
final class UnknownOperator implements AuthenticationEntryPoint {
    private final AuthenticationEntryPoint unknown = new BearerTokenAuthenticationEntryPoint();

    /** Whether a token is an operator's cannot be found out. */
    static final class NotFoundOutException extends AuthenticationException {
        private static final long serialVersionUID = 1L;

        NotFoundOutException(IOException cause) {
            super("the store does not answer: " + cause.getMessage(), cause);
        }
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException problem)
            throws IOException, ServletException {
        if (problem instanceof NotFoundOutException) {
            response.setHeader("Retry-After", "1");
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        } else {
            unknown.commence(request, response, problem);
        }
    }
}
