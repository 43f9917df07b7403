/** Objects to bytes and back: self-describing, only for types that Holdfast knows or the job registered. */
@NullMarked
package io.holdfast.codec;

import org.jspecify.annotations.NullMarked;
