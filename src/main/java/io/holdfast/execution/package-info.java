/** How one batch is computed: stages of fused operators, shuffles, tasks, and keyed state. */
@NullMarked
package io.holdfast.execution;

import org.jspecify.annotations.NullMarked;
