package io.holdfast.maintenance;

import io.holdfast.checkpoint.Export;
import io.holdfast.failure.ConfigurationException;
import io.holdfast.location.CheckpointLocation;
import io.holdfast.storage.RelativePath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Hard links from one local directory to another: files of a checkpoint never change, so that two can share them. */
final class Links {

    private Links() {}

    static Export.Link between(CheckpointLocation from, CheckpointLocation to) {
        Path origin = from.local();
        Path target = to.local();
        return origin == null || target == null
                ? Export.Link.NEVER
                : (path, name) -> link(resolve(origin, path), resolve(target, name));
    }

    private static boolean link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
            return true;
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // Another file system, or one without links.
            return false;
        }
    }

    private static Path resolve(Path directory, String path) {
        Path resolved = directory;
        for (String part : RelativePath.parts(path)) {
            resolved = resolved.resolve(part);
        }
        return resolved;
    }

    /** It would be foreign there, and keep the next start from going on. */
    static void refuseInside(CheckpointLocation from, CheckpointLocation to) {
        if (from.local() != null && to.local() != null && absolute(to.local()).startsWith(absolute(from.local()))) {
            throw new ConfigurationException(
                    to.local() + " is inside " + from.local() + ": give a directory elsewhere");
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
