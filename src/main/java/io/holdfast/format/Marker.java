package io.holdfast.format;

import io.holdfast.common.Digest;

/**
 * How far a sink has been published, stored at the target atomically with the output itself.
 *
 * @param timeline the timeline id of the checkpoint that published
 * @param batch the last batch of which something was published
 * @param manifest the digest of that batch's manifest
 * @param records how many records of that batch's outbox were published; a batch is complete with all of them
 */
public record Marker(String timeline, long batch, Digest manifest, long records) {}
