/** Looks at checkpoint directories, of jobs that run or do not, without writing to them and without the classes of the job. */
@NullMarked
package io.holdfast.inspect;

import org.jspecify.annotations.NullMarked;
