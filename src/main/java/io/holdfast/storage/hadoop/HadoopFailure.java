package io.holdfast.storage.hadoop;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.hdfs.protocol.QuotaExceededException;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;

/** Turns what Hadoop throws into what a storage throws, with a remedy where Hadoop names none. */
final class HadoopFailure {

    private HadoopFailure() {}

    static IOException of(Path path, IOException failure) {
        IOException cause = failure instanceof RemoteException remote ? remote.unwrapRemoteException() : failure;
        String name = path.toString();
        if (cause instanceof org.apache.hadoop.fs.FileAlreadyExistsException
                || cause instanceof AlreadyBeingCreatedException) {
            return caused(new FileAlreadyExistsException(name), cause);
        }
        if (cause instanceof FileNotFoundException) {
            return caused(new NoSuchFileException(name), cause);
        }
        if (cause instanceof AccessControlException) {
            return caused(new AccessDeniedException(name, null, cause.getMessage()), cause);
        }
        String remedy = remedy(cause);
        return remedy.isEmpty() ? cause : new IOException(cause.getMessage() + remedy, cause);
    }

    private static String remedy(IOException cause) {
        if (cause instanceof SafeModeException) {
            return " (the NameNode does not write yet: wait until it has left safe mode, and start again)";
        }
        if (cause instanceof QuotaExceededException) {
            return " (raise the quota of the directory, or retain fewer batches, and start again; nothing committed is"
                    + " lost)";
        }
        return "";
    }

    private static IOException caused(IOException failure, IOException cause) {
        failure.initCause(cause);
        return failure;
    }
}
