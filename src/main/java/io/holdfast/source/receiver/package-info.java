/** Sources that cannot be read again: what they received is kept until it is committed. */
@NullMarked
package io.holdfast.source.receiver;

import org.jspecify.annotations.NullMarked;
