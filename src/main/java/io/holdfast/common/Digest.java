package io.holdfast.common;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of some stored bytes, as 64 lower-case hexadecimal digits. */
public record Digest(String hex) {

    private static final int DIGITS = 64;

    public Digest {
        if (hex.length() != DIGITS || !hex.chars().allMatch(Digest::isLowerHexDigit)) {
            throw new IllegalArgumentException("a digest is 64 lower-case hexadecimal digits, found: " + hex);
        }
    }

    private static boolean isLowerHexDigit(int digit) {
        return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
    }

    /** The digest of all the bytes given, in order. */
    public static Digest of(byte[]... parts) {
        MessageDigest sha = newSha256();
        for (byte[] part : parts) {
            sha.update(part);
        }
        return new Digest(HexFormat.of().formatHex(sha.digest()));
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The first twelve digits, for names and messages. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public String toString() {
        return hex;
    }
}
