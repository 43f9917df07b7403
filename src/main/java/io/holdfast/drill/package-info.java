/** The drill: rehearses the recovery of a user's job in processes of its own, and says what came of it. */
@NullMarked
package io.holdfast.drill;

import org.jspecify.annotations.NullMarked;
