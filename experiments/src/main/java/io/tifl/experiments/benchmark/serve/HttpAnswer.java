package io.tifl.experiments.benchmark.serve;

/**
 * What came back over HTTP.
 *
 * @param stages the header {@link StageHeader}; empty if there is none
 * @param body its first 300 bytes
 * @param keeps whether the connection takes another request
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HttpAnswer(int status, String stages, byte[] body, boolean keeps) {}
