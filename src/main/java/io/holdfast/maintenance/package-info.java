/** What people do to checkpoint directories, and what no job does by itself: pins, forks, savepoints, repairs. */
@NullMarked
package io.holdfast.maintenance;

import org.jspecify.annotations.NullMarked;
