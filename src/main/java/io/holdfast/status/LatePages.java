package io.holdfast.status;

import io.holdfast.status.http.Handler;
import io.holdfast.status.http.Request;
import io.holdfast.status.http.Response;
import org.jspecify.annotations.Nullable;

/** Answers of which some depend on the port, which is known only when requests can come. */
final class LatePages implements Handler {

    private volatile @Nullable Pages pages;

    void are(Pages known) {
        pages = known;
    }

    @Override
    public boolean mayWait(Request request) {
        Pages known = pages;
        return known != null && known.mayWait(request);
    }

    @Override
    public Response handle(Request request) throws Exception {
        Pages known = pages;
        return known == null ? Response.error(503, "starting") : known.handle(request);
    }
}
