/** A deterministic stream of made-up records. */
@NullMarked
package io.holdfast.source.generator;

import org.jspecify.annotations.NullMarked;
