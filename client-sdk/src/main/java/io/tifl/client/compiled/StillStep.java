package io.tifl.client.compiled;

/** Moves nothing: the step of frozen layers. Immutable. */
final class StillStep implements Step {
    @Override
    public void next(int examples) {}

    @Override
    public boolean isLocal(Learned.Block block) {
        return true;
    }

    @Override
    public void move(Learned.Block block, int offset, int gradient, int count) {}

    @Override
    public void shift(int values, int change, int count) {}
}
