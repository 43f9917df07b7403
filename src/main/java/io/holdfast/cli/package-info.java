/** The command line of {@code holdfast.jar}: one class per command. */
@NullMarked
package io.holdfast.cli;

import org.jspecify.annotations.NullMarked;
