package io.tifl.kernels.internal;

import io.tifl.kernels.jit.Jit;
import java.util.LinkedHashMap;
import java.util.Map;

/** The backends this machine can run, the reference first. */
public final class GemmBackends {
    private static final Map<String, GemmBackend> ALL = load();

    private GemmBackends() {}

    public static Map<String, GemmBackend> all() {
        return ALL;
    }

    private static Map<String, GemmBackend> load() {
        Map<String, GemmBackend> backends = new LinkedHashMap<>();
        backends.put("scalar", new ScalarGemm());
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
            backends.put("vector", new VectorGemm());
        }
        GeneratedGemm.load(Jit.instance(), backends.get("scalar")).ifPresent(generated -> {
            backends.put("generated", generated);
            if (Jit.instance().cpu().vnni512()) {
                backends.put("dot", new DotGemm(generated));
            }
        });
        return backends;
    }
}
