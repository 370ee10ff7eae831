package io.tifl.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginTest {
    /** A request of which only this much is asked. */
    private static HttpServletRequest request(String connection, String... forwarded) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                OriginTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (_, method, _) -> switch (method.getName()) {
                    case "getRemoteAddr" -> connection;
                    case "getHeaders" -> Collections.enumeration(List.of(forwarded));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void withoutProxyOnlyTheConnectionCounts() {
        assertThat(Origin.connection().of(request("10.0.0.1", "1.2.3.4"))).isEqualTo("10.0.0.1");
    }

    @Test
    void behindAProxyTheAddressItAppendedCountsAndNoInventedOne() {
        Origin origin = Origin.proxied();

        assertThat(origin.of(request("10.0.0.1", "9.9.9.9, 1.2.3.4"))).isEqualTo("1.2.3.4");
        assertThat(origin.of(request("10.0.0.1", "9.9.9.9", "1.2.3.4:50123"))).isEqualTo("1.2.3.4");
    }

    @Test
    void whatIsNoAddressIsNotBelieved() {
        Origin origin = Origin.proxied();

        assertThat(origin.of(request("10.0.0.1"))).isEqualTo("10.0.0.1");
        assertThat(origin.of(request("10.0.0.1", "unknown"))).isEqualTo("10.0.0.1");
        assertThat(origin.of(request("10.0.0.1", ""))).isEqualTo("10.0.0.1");
    }

    @Test
    void addressesOfOneSubscriberAreOnePlace() {
        Origin origin = Origin.proxied();

        String place = origin.of(request("10.0.0.1", "2001:db8:1:2:3:4:5:6"));

        assertThat(origin.of(request("10.0.0.1", "[2001:db8:1:2::7]:443"))).isEqualTo(place);
        assertThat(origin.of(request("10.0.0.1", "2001:db8:1:3::7"))).isNotEqualTo(place);
        assertThat(Origin.connection().of(request("[2001:db8:1:2::7]"))).isEqualTo(place);
    }
}
