/**
 * A small HTTP/1.1 server that a client cannot hold up. The one of the JDK keeps a thread for each client that is slow with its
 * request, unless limits are set for the whole JVM, which is not ours.
 */
@NullMarked
package io.holdfast.status.http;

import org.jspecify.annotations.NullMarked;
