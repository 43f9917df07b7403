/** A shop's click stream: a long-lived stateful job to look at, to kill and to run again. */
@NullMarked
package io.holdfast.demo;

import org.jspecify.annotations.NullMarked;
