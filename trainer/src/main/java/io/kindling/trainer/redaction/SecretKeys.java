package io.kindling.trainer.redaction;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognizes key names of secrets: {@code password}, {@code fs.azure.account.key.NAME}, {@code sasToken}. Case and
 * separators are ignored.
 */
public final class SecretKeys {
    /** A key with one of these words is a secret. */
    private static final Set<String> WORDS = Set.of(
            "auth",
            "authorization",
            "bearer",
            "cookie",
            "creds",
            "jwt",
            "oauth",
            "oauth2",
            "otp",
            "pass",
            "passwd",
            "pat",
            "pin",
            "psk",
            "pw",
            "pwd",
            "sas",
            "sig",
            "signature",
            "token");

    /** A key that contains one of these texts, ignoring separators, is a secret. */
    private static final List<String> PARTS = List.of(
            "password",
            "passphrase",
            "passcode",
            "passwd",
            "pwd",
            "secret",
            "credential",
            "token",
            "connectionstring",
            "accesskey",
            "accountkey",
            "apikey",
            "authkey",
            "customerkey",
            "encryptionkey",
            "masterkey",
            "privatekey",
            "sessionkey",
            "sharedkey",
            "signingkey",
            "storagekey");

    private static final Pattern BETWEEN_WORDS =
            Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
    private static final Pattern ABOUT_TEXT = Pattern.compile("tokeni[sz]|tokens");

    private SecretKeys() {}

    /** Whether the name of a key indicates a secret value. */
    public static boolean isSecret(String key) {
        String joined = key.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
        String known = ABOUT_TEXT.matcher(joined).replaceAll("");
        if (PARTS.stream().anyMatch(known::contains)) {
            return true;
        }
        return BETWEEN_WORDS
                .splitAsStream(key)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .anyMatch(WORDS::contains);
    }
}
