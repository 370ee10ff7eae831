package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** The clients of one group of a roster, read only. */
final class MemberList extends AbstractList<ClientId> implements RandomAccess {
    private final Roster roster;
    private final Membership group;

    MemberList(Roster roster, int group) {
        this.roster = roster;
        this.group = roster.group(group);
    }

    @Override
    public ClientId get(int position) {
        return roster.index().id(group.client(Objects.checkIndex(position, size())));
    }

    @Override
    public int size() {
        return group.size();
    }
}
