package io.tifl.experiments.benchmark.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every combination of the values that some settings are to take. */
final class Sweep {
    private static final String SWEEP = "sweep";
    private static final String NAME = "name";

    private Sweep() {}

    /** The values of each benchmark; those given, if they do not sweep. */
    static List<Map<String, Object>> of(Map<?, ?> values, int most) {
        Map<String, Object> rest = SpecReader.copy(values);
        Object swept = rest.remove(SWEEP);
        if (swept == null) {
            return List.of(rest);
        }
        if (!(swept instanceof Map<?, ?> settings) || settings.isEmpty()) {
            throw SpecReader.refusal(
                    "'sweep' must hold settings with lists of values, as 'server.max-batch: [1, 2, 4]'");
        }
        List<Map<String, Object>> all = List.of(rest);
        for (Map.Entry<?, ?> setting : settings.entrySet()) {
            all = with(all, String.valueOf(setting.getKey()), setting.getValue(), most);
        }
        return all;
    }

    private static List<Map<String, Object>> with(List<Map<String, Object>> all, String path, Object values, int most) {
        if (!(values instanceof List<?> list) || list.isEmpty()) {
            throw SpecReader.refusal("'sweep." + path + "' must be a list of values");
        }
        if ((long) all.size() * list.size() > most) {
            throw SpecReader.refusal("a sweep stands for at most " + most + " benchmarks");
        }
        List<Map<String, Object>> more = new ArrayList<>();
        for (Map<String, Object> one : all) {
            for (Object value : list) {
                more.add(with(one, path, value));
            }
        }
        return more;
    }

    private static Map<String, Object> with(Map<String, Object> one, String path, Object value) {
        Map<String, Object> copy = SpecReader.copy(one);
        put(copy, path, path, value);
        String last = path.substring(path.lastIndexOf('.') + 1);
        String said = String.valueOf(value).replaceAll("[^A-Za-z0-9._]+", "_");
        copy.put(NAME, copy.getOrDefault(NAME, "benchmark") + "-" + last + "-" + said);
        return copy;
    }

    @SuppressWarnings("unchecked") // copies hold names and values only
    private static void put(Map<String, Object> values, String path, String whole, Object value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            values.put(path, value);
            return;
        }
        Object inner = values.computeIfAbsent(path.substring(0, dot), _ -> new LinkedHashMap<String, Object>());
        if (!(inner instanceof Map<?, ?>)) {
            throw SpecReader.refusal("'sweep." + whole + "' names no setting");
        }
        put((Map<String, Object>) inner, path.substring(dot + 1), whole, value);
    }
}
