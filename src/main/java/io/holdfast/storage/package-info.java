/** The storage seam: what the checkpoint asks of a file system, and nothing else. */
@NullMarked
package io.holdfast.storage;

import org.jspecify.annotations.NullMarked;
