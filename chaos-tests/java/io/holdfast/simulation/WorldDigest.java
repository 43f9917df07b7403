package io.holdfast.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A digest of what outlives a process: the disk and the targets, not the clock. */
final class WorldDigest {

    private WorldDigest() {}

    static String of(SimulatedJob job) {
        MessageDigest digest = sha256();
        job.world.disk().digest(digest);
        for (Target target : job.targets) {
            digest.update((target.marker + " " + target.entries).getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
