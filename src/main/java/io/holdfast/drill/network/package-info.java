/** A network between a job and its Kafka brokers that can be cut, held and slowed down. */
@NullMarked
package io.holdfast.drill.network;

import org.jspecify.annotations.NullMarked;
