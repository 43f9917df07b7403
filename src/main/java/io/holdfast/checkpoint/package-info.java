/** The commit protocol: takeover, commit, recovery, retention. */
@NullMarked
package io.holdfast.checkpoint;

import org.jspecify.annotations.NullMarked;
