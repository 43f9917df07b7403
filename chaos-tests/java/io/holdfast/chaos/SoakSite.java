package io.holdfast.chaos;

import io.holdfast.kafka.KafkaBroker;
import java.nio.file.Path;

/**
 * Where the soak happens: a broker behind a proxy, and a checkpoint on a small disk of its own with a real ext4 on it.
 *
 * @param broker the broker
 * @param proxy between job and broker
 * @param disk holds the checkpoint
 * @param bed the job, its ledger and its outputs
 */
record SoakSite(KafkaBroker broker, Proxy proxy, SmallDisk disk, TestBed bed) implements AutoCloseable {

    private static final int DISK_MEGABYTES = 96;

    static SoakSite open(Path directory) throws Exception {
        SmallDisk disk = SmallDisk.mountExt4(directory.resolve("disk"), DISK_MEGABYTES);
        Proxy proxy = Proxy.open();
        KafkaBroker broker = KafkaBroker.startBehind(directory.resolve("broker"), proxy.port());
        proxy.forwardTo(broker.frontPort());
        TestBed bed = TestBed.create(broker, "soak", directory)
                .withCheckpoint(disk.root().resolve("checkpoint"))
                .behind(proxy);
        return new SoakSite(broker, proxy, disk, bed);
    }

    @Override
    public void close() throws Exception {
        try (disk;
                broker) {
            proxy.close();
        }
    }
}
