package io.holdfast.bench;

/**
 * Tells of how many records the output is published, and when it is enough. The first record of each split is put out, and then each
 * at this distance.
 */
final class PublishedRecords extends CommittedRecords {

    /** 20 of 100 records. */
    static final int DISTANCE = 5;

    PublishedRecords(long records, ChildOutput output) {
        super(putOut(records) * DISTANCE, output);
    }

    static boolean isPutOut(long offset) {
        return offset % DISTANCE == 0;
    }

    /** How many of all records are put out. */
    private static long putOut(long records) {
        long all = 0;
        for (int split = 0; split < KeyedRecords.SPLITS; split++) {
            long ofSplit = (records + KeyedRecords.SPLITS - 1 - split) / KeyedRecords.SPLITS;
            all += (ofSplit + DISTANCE - 1) / DISTANCE;
        }
        return all;
    }

    @Override
    public void committed(BatchReport report) {
        // It is published later.
    }

    @Override
    public void published(Published published) {
        add(published.publication().records() * DISTANCE);
    }
}
