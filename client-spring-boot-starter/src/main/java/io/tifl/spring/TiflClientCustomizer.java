package io.tifl.spring;

import io.tifl.client.device.TiflClient;

/** Sets more of the client than {@code tifl.client.*} names, for instance when it may work or which tasks it knows. */
@FunctionalInterface
public interface TiflClientCustomizer {
    void customize(TiflClient.Builder builder);
}
