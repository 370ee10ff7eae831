package io.tifl.coordinator.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Where a request comes from: an IPv4 address, or the first 64 bits of an IPv6 one, which one subscriber has. Thread-safe. */
@FunctionalInterface
public interface Origin {
    /** A text that is the same for all requests from one place. */
    String of(HttpServletRequest request);

    /** The other end of the connection, whatever the request says. */
    static Origin connection() {
        return request -> place(request.getRemoteAddr()).orElse(request.getRemoteAddr());
    }

    /**
     * What the proxy in front says: the last address in {@code X-Forwarded-For}, which it appended; those before it are as
     * the client had them, and may be invented. Only for a coordinator that nobody reaches but through a proxy.
     */
    static Origin proxied() {
        return request -> lastForwarded(request)
                .flatMap(Origin::place)
                .orElseGet(() -> connection().of(request));
    }

    private static Optional<String> lastForwarded(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders("X-Forwarded-For"));
        return headers.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Arrays.asList(headers.getLast().split(",")).getLast().strip());
    }

    /** Empty if the text is no address: names are not looked up. */
    private static Optional<String> place(String text) {
        try {
            InetAddress address = InetAddress.ofLiteral(withoutPort(text));
            return Optional.of(
                    address instanceof Inet6Address
                            ? HexFormat.of().formatHex(address.getAddress(), 0, 8)
                            : address.getHostAddress());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Some proxies append a port; an IPv6 address is in brackets then. */
    private static String withoutPort(String text) {
        int bracket = text.indexOf(']');
        if (text.startsWith("[") && bracket > 0) {
            return text.substring(1, bracket);
        }
        int colon = text.indexOf(':');
        return colon > 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    }
}
