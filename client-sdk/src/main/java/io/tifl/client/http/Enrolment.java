package io.tifl.client.http;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client says to be taken in.
 *
 * @param token one-time, from the operator
 * @param client the wanted name; the coordinator makes one up if it is absent
 * @param attributes of the device, such as {@code os}, for the operator
 * @param retry a text nobody else knows: sent again with the same token, it gets the same answer, should that have been lost
 */
public record Enrolment(String token, Optional<ClientId> client, Map<String, String> attributes, String retry) {
    public Enrolment {
        attributes = Map.copyOf(attributes);
    }

    Identity run(Line line) throws IOException, InterruptedException {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("token", token);
        client.ifPresent(wanted -> body.put("client", wanted.value()));
        ObjectNode described = body.putObject("attributes");
        new TreeMap<>(attributes).forEach(described::put);
        body.put("retry", retry);
        try (Answer answer = line.send(Session.json(line.request("/v1/enrolments"), body))) {
            JsonNode object = answer.json();
            return identity(answer.text(object, "client"), answer.text(object, "key"));
        }
    }

    private Identity identity(String name, String key) throws IOException {
        try {
            ClientId given = new ClientId(name);
            if (client.isPresent() && !client.get().equals(given)) {
                throw new IOException("client " + client.get() + " was to enrol, the coordinator took in " + given);
            }
            return new Identity(given, ClientKey.fromText(key));
        } catch (IllegalArgumentException _) {
            // The message could hold the key.
            throw new IOException("the coordinator's answer to the enrolment holds no usable client or key");
        }
    }

    /** Without the token, which is a secret. */
    @Override
    public String toString() {
        return "Enrolment[client=" + client.map(ClientId::value).orElse("any") + ", attributes=" + attributes + "]";
    }
}
