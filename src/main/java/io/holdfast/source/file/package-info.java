/** Lines of the text files of a directory. */
@NullMarked
package io.holdfast.source.file;

import org.jspecify.annotations.NullMarked;
