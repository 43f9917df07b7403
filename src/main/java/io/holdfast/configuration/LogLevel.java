package io.holdfast.configuration;

/** How much a process logs. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
}
