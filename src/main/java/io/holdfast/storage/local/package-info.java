/** The checkpoint on a local file system. */
@NullMarked
package io.holdfast.storage.local;

import org.jspecify.annotations.NullMarked;
