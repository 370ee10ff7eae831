package io.tifl.coordinator.store;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import java.time.Instant;
import java.util.Optional;

/**
 * An enrolled client.
 *
 * @param attributes it told when it enrolled
 * @param generation counts how often it was given a new key, from 0
 * @param departures counts how often it left, which ended its sessions
 * @param lastSeen to a few seconds; empty if it never called since it enrolled
 */
public record StoredClient(
        ClientId id,
        Settings attributes,
        int generation,
        int departures,
        ClientState state,
        Instant enrolled,
        Optional<Instant> lastSeen) {}
