/** What every other package stands on: time, threads, bytes and checks. Depends on nothing. */
@NullMarked
package io.holdfast.common;

import org.jspecify.annotations.NullMarked;
