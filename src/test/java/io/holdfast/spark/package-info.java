/**
 * The differential test against Spark Streaming: random programs run on both engines over the same random batches. A
 * {@link io.holdfast.spark.Program} is data; each {@link io.holdfast.spark.Operation} says how it is written on either
 * engine; {@link io.holdfast.spark.Rules} lists every difference that is meant.
 */
package io.holdfast.spark;
