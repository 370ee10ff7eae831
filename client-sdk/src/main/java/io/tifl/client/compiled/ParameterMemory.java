package io.tifl.client.compiled;

/**
 * All parameters of a program in one piece, and as many pieces of the same shape as an optimiser needs. Pieces are allocated
 * when first asked for and then kept. Confined to one thread.
 */
final class ParameterMemory {
    private final Slab slab;
    private final int size;
    private final int parameters;
    private int used;
    private int first;
    private int second;
    private int centre;
    private int correction;

    /** Room for {@code size} floats. */
    ParameterMemory(Slab slab, int size) {
        this.slab = slab;
        this.size = size;
        this.parameters = slab.floats(size);
    }

    /** The next {@code count} floats; a multiple of a cache line keeps those after it aligned. */
    int take(int count) {
        if (used + count > size) {
            throw new IllegalStateException("room for " + size + " parameters, asked for " + (used + count));
        }
        int address = parameters + used;
        used += count;
        return address;
    }

    /** Fresh state of an optimiser. */
    void prepare(Optimizer optimizer) {
        if (optimizer.states() > 0) {
            first = first == 0 ? slab.floats(size) : first;
            slab.fill(first, size, optimizer.initialState());
        }
        if (optimizer.states() > 1) {
            second = second == 0 ? slab.floats(size) : second;
            slab.fill(second, size, optimizer.initialState());
        }
    }

    /** Makes the parameters as they are now the centre of the proximal term. */
    void centreHere() {
        centre = centre == 0 ? slab.floats(size) : centre;
        slab.copy(parameters, centre, size);
    }

    /** Takes the values that lie where the parameters do as a correction of every gradient. */
    void correctByThese() {
        correction = correction == 0 ? slab.floats(size) : correction;
        slab.copy(parameters, correction, size);
    }

    /** Makes the first two pieces zeros that an optimiser need not know: {@link #first} and {@link #second} find them. */
    void prepareZeros() {
        first = first == 0 ? slab.floats(size) : first;
        second = second == 0 ? slab.floats(size) : second;
        slab.fill(first, size, 0);
        slab.fill(second, size, 0);
    }

    int address() {
        return parameters;
    }

    int size() {
        return size;
    }

    int first(int parameter) {
        return first + (parameter - parameters);
    }

    int second(int parameter) {
        return second + (parameter - parameters);
    }

    int correction(int parameter) {
        return correction + (parameter - parameters);
    }

    int centre(int parameter) {
        return centre + (parameter - parameters);
    }
}
