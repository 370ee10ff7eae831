package io.tifl.experiments.benchmark.lead;

/** What a user asked for cannot be done as things are. */
public final class RefusedSubmissionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** Why. */
    public enum Code {
        NAME_TAKEN("name-taken"),
        QUEUE_FULL("queue-full"),
        STILL_OPEN("still-open");

        private final String text;

        Code(String text) {
            this.text = text;
        }

        /** As it is in problem documents. */
        @Override
        public String toString() {
            return text;
        }
    }

    RefusedSubmissionException(Code code, String message) {
        super(message);
        this.code = code;
    }

    public Code code() {
        return code;
    }
}
