package io.tifl.coordinator.http;

import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * Lets requests through to the operators' interface, so many a second from each address and none whose body is larger than
 * anything an operator may send: before anybody looks for a token, and before a byte of the body is read. Thread-safe.
 */
public final class OperatorGate extends HttpFilter {
    private static final long serialVersionUID = 1L;

    /** A job's definition of 64 Ki characters, each of four bytes. */
    private static final int LARGEST_BODY = 256 << 10;

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    private final transient RequestLimits limits;
    private final transient Meters meters;

    public OperatorGate(RequestLimits limits, Meters meters) {
        this.limits = limits;
        this.meters = meters;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            limits.admitStranger(request);
            requireSmall(request);
        } catch (ProblemException e) {
            Answers.send(response, e);
            count(request, e.status());
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            count(request, response.getStatus());
        }
    }

    private void count(HttpServletRequest request, int status) {
        if (!request.getRequestURI().startsWith("/v1/")) {
            return;
        }
        String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "other";
        meters.count(Metric.OPERATOR_CALLS, method, status / 100 + "xx");
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            meters.count(Metric.OPERATOR_REFUSALS, "unknown");
        } else if (status == HttpServletResponse.SC_FORBIDDEN) {
            meters.count(Metric.OPERATOR_REFUSALS, "role");
        }
    }

    private static void requireSmall(HttpServletRequest request) throws ProblemException {
        long length = request.getContentLengthLong();
        if (length > LARGEST_BODY) {
            throw ProblemException.tooLarge(length, LARGEST_BODY);
        }
        if (length < 0 && request.getHeader("Transfer-Encoding") != null) {
            throw new ProblemException(411, "malformed", "a body needs a Content-Length");
        }
    }
}
