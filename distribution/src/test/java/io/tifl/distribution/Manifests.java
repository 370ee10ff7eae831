package io.tifl.distribution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads objects of Kubernetes as strictly as a cluster does: no field it does not know, no number where a text belongs. */
final class Manifests {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Stream.of(
                    StatefulSet.class, Service.class, ServiceAccount.class, Secret.class, NetworkPolicy.class)
            .collect(Collectors.toMap(HasMetadata::getKind, Function.identity()));
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new NoOtherFields())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    textual -> textual.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .build();

    private Manifests() {}

    /** @throws IOException if a cluster would refuse {@code object}, saying which field it is */
    static void check(JsonNode object) throws IOException {
        String kind = object.path("kind").asString();
        @Nullable Class<? extends HasMetadata> type = KINDS.get(kind);
        if (type == null) {
            throw new IOException("kind: expected one of " + KINDS.keySet() + ", actual " + kind);
        }
        String version = object.path("apiVersion").asString();
        if (!version.equals(HasMetadata.getApiVersion(type))) {
            throw new IOException(
                    "apiVersion of " + kind + ": expected " + HasMetadata.getApiVersion(type) + ", actual " + version);
        }
        try {
            var _ = STRICT.readValue(object.toString(), type);
        } catch (JsonProcessingException e) {
            throw new IOException(kind + ": " + e.getOriginalMessage(), e);
        }
    }

    /** The types keep what they do not know in a map; here it is an error. */
    private static final class NoOtherFields extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated a) {
            return false;
        }
    }
}
