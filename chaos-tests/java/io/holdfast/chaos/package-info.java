/** Real processes, a real broker and real disks, broken on purpose; the fault model is in {@code chaos-tests/README.md}. */
@NullMarked
package io.holdfast.chaos;

import org.jspecify.annotations.NullMarked;
