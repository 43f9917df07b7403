package io.holdfast.source.kafka;

/** What to do when offsets that a job was to read next no longer exist. */
public enum LossPolicy {
    /** Stop with the range. */
    FAIL,
    /** Write the range into the manifest and the log, and go on after it. */
    RECORD
}
