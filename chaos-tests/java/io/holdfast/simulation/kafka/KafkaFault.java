package io.holdfast.simulation.kafka;

/** What simulated brokers, and the network before them, can do to a job. Each is counted when it happens. */
public enum KafkaFault {
    /** No broker answers for a while; requests wait, and time out if it takes too long. */
    BROKER_AWAY,
    /** A broker that has just started knows no topics. */
    EMPTY_METADATA,
    /** Metadata lack the last partition of each topic. */
    MISSING_PARTITION,
    /** A broker that lags behind answers with an end that lies before one it gave already. */
    STALE_END,
    /** A request never arrives, nor does any repetition of it, until its client gives up. */
    REQUEST_LOST,
    /** A request takes effect, but its client never hears of it. */
    REPLY_LOST,
    /** A request arrives, and perhaps takes effect, long after its client gave up. */
    REQUEST_LATE,
    /** The coordinator takes a transaction for ended before the group of the marker has heard of it. */
    MARKER_HIDDEN,
    /** A transaction of somebody else was aborted in the input. */
    ABORTED_INPUT,
    /** A transaction of somebody else stays open in the input and holds back what comes after it. */
    OPEN_INPUT,
    /** Compaction leaves gaps. */
    COMPACTION,
    /** The leader of a partition moves without loss. */
    LEADER_MOVED,
    /** A partition is added. */
    PARTITION_ADDED,
    /** A topic is deleted and created again, and its log grows beyond where the job was. */
    TOPIC_RECREATED,
    /** Retention deletes what was not read yet. */
    RETENTION,
    /** An unclean election: the new leader lacks the end of the log, and writes other records there. */
    TRUNCATION,
    /** The coordinator aborts a transaction that is older than its timeout. */
    TRANSACTION_TIMEOUT
}
