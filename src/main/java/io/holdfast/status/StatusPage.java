package io.holdfast.status;

import io.holdfast.configuration.Keys;
import io.holdfast.configuration.Values;
import io.holdfast.failure.ConfigurationException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Where a job shows its status page. Immutable. */
public final class StatusPage {

    /** Of a token; 16 random letters and digits cannot be guessed over a network. */
    private static final int TOKEN_CHARACTERS = 16;

    private static final int USUAL_PORT = 4040;

    private final String host;
    private final int port;
    private final @Nullable String token;
    private final boolean orFree;

    private StatusPage(String host, int port, boolean orFree, @Nullable String token) {
        this.host = host;
        this.port = port;
        this.orFree = orFree;
        this.token = token;
    }

    /** On this port of the loopback interface, so for this machine only; 0 takes one that is free. */
    public static StatusPage onPort(int port) {
        if (port < 0 || port > 65_535) {
            throw new ConfigurationException("the port of the status page must be from 0 to 65535, found " + port);
        }
        return new StatusPage("localhost", port, false, null);
    }

    /** On port 4040 of this machine, or if that is in use on one that is free. */
    public static StatusPage usual() {
        return onPort(USUAL_PORT).orFree();
    }

    /**
     * What a job's code has said of its page, overruled by those who run the job.
     *
     * @param said null if it has said nothing
     * @param usually whether there is a page if nobody says anything
     * @return null for no page
     * @hidden
     */
    public static @Nullable StatusPage of(@Nullable StatusPage said, Values values, boolean usually) {
        if (!values.find(Keys.STATUS_PAGE).orElse(said != null || usually)) {
            return null;
        }
        StatusPage page = said == null ? usual() : said;
        String host = values.find(Keys.STATUS_ADDRESS).orElse(page.host);
        int port = values.find(Keys.STATUS_PORT).orElse(page.port);
        boolean orFree = page.orFree && values.find(Keys.STATUS_PORT).isEmpty();
        StatusPage configured = new StatusPage(host, port, orFree, page.token);
        return values.find(Keys.STATUS_TOKEN).map(configured::token).orElse(configured);
    }

    /** On one that is free, if this one is in use. */
    public StatusPage orFree() {
        return new StatusPage(host, port, true, token);
    }

    /**
     * On the interface with this address or host name; {@code 0.0.0.0} for all. One that is not loopback needs a {@link #token}: the
     * page shows names, offsets and failures of the job to whoever can reach it. It is not encrypted.
     */
    public StatusPage address(String hostName) {
        return new StatusPage(hostName, port, orFree, token);
    }

    /**
     * Asks whoever looks for this token, of at least 16 characters: in the header {@code Authorization: Bearer TOKEN}, or once as
     * {@code ?token=TOKEN}, which the browser then remembers. Health checks answer without it.
     */
    public StatusPage token(String secret) {
        if (secret.length() < TOKEN_CHARACTERS || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new ConfigurationException("the token of the status page must have at least " + TOKEN_CHARACTERS
                    + " visible ASCII characters, without spaces: take random ones");
        }
        return new StatusPage(host, port, orFree, secret);
    }

    boolean isOrFree() {
        return orFree;
    }

    @Nullable
    String token() {
        return token;
    }

    /** Where to listen; refuses an address that would show the page to others without a token. */
    InetSocketAddress socketAddress() {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new ConfigurationException("the status page cannot listen on '" + host + "': no such host", e);
        }
        if (!address.isLoopbackAddress() && token == null) {
            throw new ConfigurationException("the status page would be open to everybody who can reach " + host
                    + ": set a token, or leave the address out for this machine only");
        }
        return new InetSocketAddress(address, port);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "status page on " + host + ":" + port + (token == null ? "" : ", with a token");
    }
}
