/** What a sink promises to the engine. */
@NullMarked
package io.holdfast.sink;

import org.jspecify.annotations.NullMarked;
