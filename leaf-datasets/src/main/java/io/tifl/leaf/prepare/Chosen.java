package io.tifl.leaf.prepare;

import java.util.List;

/**
 * Users and which rows of a whole set they have, in order.
 *
 * @param users with rows in the order they are written
 */
record Chosen(List<User> users) {
    Chosen {
        users = List.copyOf(users);
    }

    /**
     * A user.
     *
     * @param hierarchy empty where there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record User(String id, String hierarchy, int[] rows) {
        User with(int[] others) {
            return new User(id, hierarchy, others);
        }
    }

    List<int[]> rows() {
        return users.stream().map(User::rows).toList();
    }
}
