package io.tifl.coordinator.app;

/** Settings that do not go together; the message says what to do. */
final class IllegalSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IllegalSettingException(String message) {
        super(message);
    }
}
