/**
 * What a job can be told without changing its code: each option is declared once, with type, default, bounds and meaning, and takes
 * its value from the job's code, a file, the environment or the command line.
 */
@NullMarked
package io.holdfast.configuration;

import org.jspecify.annotations.NullMarked;
