/**
 * A second reader of checkpoints, written from checkpoint-format.md alone: it uses nothing of Holdfast, and what it cannot know
 * from the page it does not know.
 */
package io.holdfast.independent;
