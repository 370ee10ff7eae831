package io.tifl.client;

/**
 * The data of one client, which never leaves it.
 *
 * @param train what it trains on
 * @param test what it evaluates on, disjoint from {@code train}; may be empty
 */
public record LocalData(Examples train, Examples test) {}
