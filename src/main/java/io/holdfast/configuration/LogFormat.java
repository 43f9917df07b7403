package io.holdfast.configuration;

/** How a process logs: lines for people, or an object of JSON per line. */
public enum LogFormat {
    TEXT,
    JSON
}
