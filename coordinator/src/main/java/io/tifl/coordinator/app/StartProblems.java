package io.tifl.coordinator.app;

import io.tifl.coordinator.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Says in a few lines why the service did not start, from what the framework throws. */
final class StartProblems {
    // A check of several values is a method of the settings, whose name would tell a user nothing.
    private static final Pattern CHECK = Pattern.compile("(Sensible|Known)$");

    private StartProblems() {}

    /**
     * What to tell.
     *
     * @throws IllegalArgumentException if settings are wrong, naming all that are
     */
    static IOException of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case BindValidationException wrong -> {
                    throw new IllegalArgumentException(String.join("\n", problems(wrong.getValidationErrors())));
                }
                case BindException wrong
                when isLast(wrong) -> {
                    throw new IllegalArgumentException(wrong.getName() + ": cannot be read"
                            + (wrong.getProperty() == null
                                    ? ""
                                    : " from '" + wrong.getProperty().getValue() + "'"));
                }
                case PortInUseException taken -> {
                    return new IOException(
                            "port " + taken.getPort()
                                    + " is in use, perhaps by another coordinator; choose another with --port",
                            taken);
                }
                case StoreException broken -> {
                    return new IOException(broken.getMessage(), broken);
                }
                case IllegalSettingException wrong -> {
                    throw new IllegalArgumentException(wrong.getMessage());
                }
                default -> {}
            }
        }
        Throwable last = failure;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return new IOException("the coordinator did not start: " + last.getMessage(), failure);
    }

    private static boolean isLast(BindException wrong) {
        for (Throwable cause = wrong.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException || cause instanceof BindValidationException) {
                return false;
            }
        }
        return true;
    }

    private static List<String> problems(ValidationErrors errors) {
        List<String> problems = new ArrayList<>();
        for (ObjectError error : errors) {
            String field = error instanceof FieldError of ? of.getField() : "";
            String name = CHECK.matcher(field).find() ? "" : kebab(field) + " ";
            problems.add(errors.getName() + "." + name + error.getDefaultMessage());
        }
        return problems;
    }

    private static String kebab(String field) {
        return field.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }
}
