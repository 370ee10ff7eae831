package io.tifl.coordinator.store;

import io.tifl.protocol.task.TaskId;
import java.time.Duration;

/**
 * A reply in the journal, without its bytes; {@link ReplyJournal#read} has them.
 *
 * @param number ascends in order of arrival
 * @param digest as it was given
 * @param elapsed from dispatch to arrival
 * @param length of the reply in bytes
 */
public record JournaledReply(long number, TaskId task, String digest, Duration elapsed, long length) {}
