package io.tifl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.constant.ClassDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What programs compiled against a module rely on, one line each: public types, what they extend, public and protected members. */
record PublicApi(Set<String> lines) {
    PublicApi {
        lines = new TreeSet<>(lines);
    }

    static PublicApi of(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return of(files.filter(PublicApi::isType).map(PublicApi::parse));
        }
    }

    static PublicApi of(Stream<ClassModel> types) {
        return new PublicApi(
                types.filter(PublicApi::isPublic).flatMap(PublicApi::describe).collect(Collectors.toSet()));
    }

    /** What {@code later} has lost, and what it newly asks of those who implement its types. */
    List<String> brokenBy(PublicApi later) {
        Stream<String> lost =
                lines.stream().filter(line -> !later.lines.contains(line)).map(line -> "gone: " + line);
        Stream<String> asked = later.lines.stream()
                .filter(line ->
                        line.contains(" abstract ") && !lines.contains(line) && lines.contains(type(line) + " open"))
                .map(line -> "asked of implementations: " + line);
        return Stream.concat(lost, asked).toList();
    }

    private static String type(String line) {
        return line.substring(0, line.indexOf(' '));
    }

    private static boolean isType(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".class") && !name.equals("module-info.class") && !name.equals("package-info.class");
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // A nested type is public in its outer one's list only; its own flags say less.
    private static boolean isPublic(ClassModel type) {
        boolean hidden = type.findAttribute(Attributes.innerClasses()).map(InnerClassesAttribute::classes).stream()
                .flatMap(List::stream)
                .filter(inner -> type.thisClass()
                        .asInternalName()
                        .startsWith(inner.innerClass().asInternalName()))
                .anyMatch(inner -> !inner.has(AccessFlag.PUBLIC));
        return !hidden && type.flags().has(AccessFlag.PUBLIC);
    }

    private static Stream<String> describe(ClassModel type) {
        String name = type.thisClass().asInternalName().replace('/', '.');
        boolean sealed = type.findAttribute(Attributes.permittedSubclasses()).isPresent();
        Stream<String> kind = Stream.of(name + (type.flags().has(AccessFlag.INTERFACE) ? " interface" : " class"));
        Stream<String> open = type.flags().has(AccessFlag.FINAL) || sealed ? Stream.of() : Stream.of(name + " open");
        Stream<String> above = Stream.concat(type.superclass().stream(), type.interfaces().stream())
                .map(entry -> name + " is " + entry.asInternalName().replace('/', '.'));
        Stream<String> methods = type.methods().stream()
                .filter(method -> isSeen(method.flags()::has))
                .map(method -> name + " " + describe(method));
        Stream<String> fields = type.fields().stream()
                .filter(field -> isSeen(field.flags()::has))
                .map(field -> name + " " + describe(field));
        return Stream.of(kind, open, above, methods, fields).flatMap(lines -> lines);
    }

    private static boolean isSeen(Predicate<AccessFlag> has) {
        return (has.test(AccessFlag.PUBLIC) || has.test(AccessFlag.PROTECTED)) && !has.test(AccessFlag.SYNTHETIC);
    }

    private static String describe(MethodModel method) {
        String parameters = method.methodTypeSymbol().parameterList().stream()
                .map(PublicApi::name)
                .collect(Collectors.joining(", ", "(", ")"));
        return prefix(method.flags()::has) + method.methodName().stringValue() + parameters + ": "
                + name(method.methodTypeSymbol().returnType());
    }

    private static String describe(FieldModel field) {
        return prefix(field.flags()::has) + field.fieldName().stringValue() + ": " + name(field.fieldTypeSymbol());
    }

    private static String prefix(Predicate<AccessFlag> has) {
        return (has.test(AccessFlag.STATIC) ? "static " : "") + (has.test(AccessFlag.ABSTRACT) ? "abstract " : "");
    }

    private static String name(ClassDesc type) {
        if (type.isArray()) {
            return name(type.componentType()) + "[]";
        }
        String simple = type.displayName();
        return type.packageName().isEmpty() ? simple : type.packageName() + "." + simple;
    }
}
