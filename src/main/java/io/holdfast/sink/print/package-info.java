/** The first records of each committed batch to the console. */
@NullMarked
package io.holdfast.sink.print;

import org.jspecify.annotations.NullMarked;
