/** What a source promises to the engine. */
@NullMarked
package io.holdfast.source;

import org.jspecify.annotations.NullMarked;
