/** The data that functions of a job see: pairs, batches, and the state of a key. */
@NullMarked
package io.holdfast.model;

import org.jspecify.annotations.NullMarked;
