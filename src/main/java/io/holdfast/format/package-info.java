/** checkpoint-format.md in code: file names, batch files, manifests, snapshot descriptors, epoch files. */
@NullMarked
package io.holdfast.format;

import org.jspecify.annotations.NullMarked;
