/** Records from Kafka topics. */
@NullMarked
package io.holdfast.source.kafka;

import org.jspecify.annotations.NullMarked;
