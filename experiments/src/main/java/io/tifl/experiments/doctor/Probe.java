package io.tifl.experiments.doctor;

/** Looks at one thing. */
interface Probe {
    /** One word. */
    String name();

    /** What it found. Whatever it throws, errors of native libraries included, is a finding as well. */
    Finding find() throws Exception;

    /** A probe of these parts. */
    static Probe of(String name, Look look) {
        return new Probe() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Finding find() throws Exception {
                return look.find();
            }
        };
    }

    /** The looking itself. */
    @FunctionalInterface
    interface Look {
        Finding find() throws Exception;
    }
}
