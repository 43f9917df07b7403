/** What the Kafka source and the Kafka sink share. */
@NullMarked
package io.holdfast.kafka;

import org.jspecify.annotations.NullMarked;
