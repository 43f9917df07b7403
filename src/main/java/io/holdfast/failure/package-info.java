/** What can go wrong, sorted by whose move it is. */
@NullMarked
package io.holdfast.failure;

import org.jspecify.annotations.NullMarked;
