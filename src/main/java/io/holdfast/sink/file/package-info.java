/** Lines to files, exactly once. */
@NullMarked
package io.holdfast.sink.file;

import org.jspecify.annotations.NullMarked;
