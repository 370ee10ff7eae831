package io.tifl.experiments.documentation;

import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.unit.DataSize;

/** A record of settings, {@code @ConfigurationProperties}, and what its source says of them. */
record PropertiesClass(String prefix, Class<?> type) {
    /**
     * @param kind in words, such as {@code duration}
     * @param standard empty for none
     */
    record Setting(String name, String kind, String standard, String meaning) {}

    /** All of tifl's, by prefix. */
    static List<PropertiesClass> all() {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        return scanner.findCandidateComponents("io.tifl").stream()
                .map(found -> of(found.getBeanClassName()))
                .sorted(Comparator.comparing(PropertiesClass::prefix))
                .toList();
    }

    private static PropertiesClass of(String name) {
        try {
            Class<?> type = Class.forName(name, false, PropertiesClass.class.getClassLoader());
            ConfigurationProperties said = type.getAnnotation(ConfigurationProperties.class);
            return new PropertiesClass(said.value().isEmpty() ? said.prefix() : said.value(), type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** Its settings in the order of the source, those of records within included. */
    List<Setting> settings() throws IOException {
        List<Setting> settings = new ArrayList<>();
        collect(prefix, type, meanings(), settings);
        return settings;
    }

    private static void collect(String prefix, Class<?> type, Map<String, String> meanings, List<Setting> settings) {
        RecordComponent[] components = type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            String name = prefix + "." + kebab(component.getName());
            if (component.getType().isRecord()) {
                collect(name, component.getType(), meanings, settings);
            } else {
                String meaning = meanings.getOrDefault(type.getSimpleName() + "." + component.getName(), "");
                settings.add(new Setting(name, kind(component.getType()), standard(type, i), meaning));
            }
        }
    }

    static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** Annotations of a component that stand on the parameter only are found at the constructor. */
    private static String standard(Class<?> type, int component) {
        DefaultValue said =
                type.getDeclaredConstructors()[0].getParameters()[component].getAnnotation(DefaultValue.class);
        return said == null ? "" : String.join(",", said.value());
    }

    private static String kind(Class<?> type) {
        if (type.isEnum()) {
            List<String> names = Stream.of(type.getEnumConstants())
                    .map(one -> one.toString().toLowerCase(Locale.ROOT))
                    .toList();
            return "one of " + String.join(", ", names);
        }
        Map<Class<?>, String> kinds = Map.of(
                Path.class, "path",
                Duration.class, "duration",
                DataSize.class, "size",
                String.class, "text",
                Map.class, "names and values",
                List.class, "list",
                Set.class, "list",
                boolean.class, "true or false",
                int.class, "whole number",
                double.class, "number");
        return kinds.getOrDefault(type, type == long.class ? "whole number" : type.getSimpleName());
    }

    private Map<String, String> meanings() throws IOException {
        Path source = source();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, String> meanings = new HashMap<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    new StringWriter(), files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
            DocTrees docs = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Params(docs, meanings).scan(unit, null);
            }
        }
        return meanings;
    }

    private Path source() throws IOException {
        String file = "src/main/java/" + type.getName().replace('.', '/') + ".java";
        try (Stream<Path> modules = Files.list(Page.root())) {
            return modules.map(module -> module.resolve(file))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow(() -> new IOException("no source " + file));
        }
    }

    private static final class Params extends TreePathScanner<Void, Void> {
        private final DocTrees docs;
        private final Map<String, String> meanings;

        Params(DocTrees docs, Map<String, String> meanings) {
            this.docs = docs;
            this.meanings = meanings;
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            var comment = docs.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                comment.getBlockTags().forEach(tag -> {
                    if (tag instanceof ParamTree param) {
                        meanings.put(type.getSimpleName() + "." + param.getName(), plain(param));
                    }
                });
            }
            return super.visitClass(type, null);
        }

        private static String plain(ParamTree param) {
            StringBuilder plain = new StringBuilder();
            param.getDescription().forEach(part -> plain.append(part));
            return plain.toString()
                    .replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                    .replaceAll("\\s+", " ")
                    .strip();
        }
    }
}
