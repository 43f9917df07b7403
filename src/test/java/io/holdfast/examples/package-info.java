/**
 * The jobs that Spark Streaming is explained with, as jobs of Holdfast: what somebody who moves from there tries first. Each
 * class is a program; its {@code describe} is what tests run.
 */
@NullMarked
package io.holdfast.examples;

import org.jspecify.annotations.NullMarked;
