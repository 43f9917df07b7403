package io.holdfast.codec;

/**
 * What the job makes of a class whose values a checkpoint may hold.
 *
 * @param name the binary name of the class, as stored
 * @param detail what changed, and for one that stops the job, what to do about it
 */
public record TypeChange(String name, Outcome outcome, String detail) {

    /** Where a class can be. */
    public enum Outcome {
        /** The job has it in the shape in which it was last stored. */
        IDENTICAL,
        /** The checkpoint does not know it. */
        NEW,
        /** Its fields or constants changed, but all that was stored can be read. */
        COMPATIBLE,
        /** The job's migration reads what it could not read otherwise. */
        MIGRATED,
        /** The job agreed to forget it: values of it cannot be read any more, only passed over. */
        FORGOTTEN,
        /** What was stored cannot be read without a migration. */
        NEEDS_MIGRATION;

        /** Whether the job cannot go on. */
        public boolean isRefused() {
            return this == NEEDS_MIGRATION;
        }
    }
}
