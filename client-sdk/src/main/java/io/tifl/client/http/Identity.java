package io.tifl.client.http;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;

/** Who a client is to its coordinator: what it got when it enrolled. The key is never printed. */
public record Identity(ClientId client, ClientKey key) {}
