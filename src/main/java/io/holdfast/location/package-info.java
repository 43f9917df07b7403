/** From what people call a checkpoint directory to the storage that it is on. */
@NullMarked
package io.holdfast.location;

import org.jspecify.annotations.NullMarked;
