/** Records to Kafka topics, exactly once. */
@NullMarked
package io.holdfast.sink.kafka;

import org.jspecify.annotations.NullMarked;
