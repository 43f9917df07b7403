package io.holdfast.spark;

import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** Local files for Spark's checkpoints, without permissions, for each of which Hadoop would start a process. */
public final class PlainFiles extends LocalFileSystem {

    public PlainFiles() {
        super(new WithoutPermissions());
    }

    private static final class WithoutPermissions extends RawLocalFileSystem {
        @Override
        public void setPermission(Path path, FsPermission permission) {}
    }
}
