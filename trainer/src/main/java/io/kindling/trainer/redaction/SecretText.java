package io.kindling.trainer.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks secrets in a text and keeps the rest readable. It masks
 *
 * <ul>
 *   <li>in addresses ({@code scheme://...}) the user and password, parameters and the fragment; the container in
 *       {@code abfss://container@account} and {@code wasbs://} is not a user,
 *   <li>in {@code jdbc:} addresses everything except for the database type, the hosts and the database name,
 *   <li>the value after a key whose name indicates a secret ({@link SecretKeys}), up to the next key, quote, bracket,
 *       {@code ;} or {@code &},
 *   <li>bearer tokens, JSON web tokens, private keys in PEM, and tokens and key identifiers with a known prefix.
 * </ul>
 *
 * The result depends only on the text. Masking is idempotent.
 */
public final class SecretText {
    /** Replacement of a secret. */
    public static final String MASK = "*****";

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*)-----.*?(?:-----END [A-Z0-9 ]*-----|\\z)", Pattern.DOTALL);
    private static final Pattern SCHEME =
            Pattern.compile("(?<![A-Za-z0-9+.-])(?:(jdbc:)|([A-Za-z][A-Za-z0-9+.-]+)://)", Pattern.CASE_INSENSITIVE);
    private static final Pattern JDBC_KIND = Pattern.compile(
            "\\G(?:[a-z0-9+_-]+:)(?:(?:thin|oci8?|kprb|loadbalance|replication|sequential|aurora|failover|iam|mem|memory|tcp|ssl|tls|zip|file|res|classpath|Tds|sqli):)?",
            Pattern.CASE_INSENSITIVE);
    private static final String HOST = "[A-Za-z0-9._-]+(?::\\d{1,5})?";
    private static final Pattern HOSTS =
            Pattern.compile("\\G(?:" + HOST + "|\\[[0-9A-Fa-f:.%]+](?::\\d{1,5})?)(?:,\\s?" + HOST + ")*+");
    private static final Pattern DATABASE = Pattern.compile("\\G[/:][A-Za-z0-9_.$-]+(?=$|[?;\\s\"')])");
    private static final Pattern LOCAL_DATABASE = Pattern.compile("\\G[A-Za-z0-9_./~-]+(?=$|[?;\\s\"')])");
    private static final Set<String> LOCAL_KINDS = Set.of("h2", "hsqldb", "derby", "sqlite", "duckdb");
    private static final Pattern HOST_AND_PORT = Pattern.compile("[^:,]*(?::\\d{0,5})?(?:,[^:,]*(?::\\d{1,5})?)*+:?");
    private static final Set<String> STORES = Set.of("s3", "s3a", "s3n", "gs", "oss", "obs", "cosn", "cos");
    private static final Set<String> CONTAINERS = Set.of("abfs", "abfss", "wasb", "wasbs");
    private static final Pattern CONTAINER = Pattern.compile("[A-Za-z0-9$-]+");
    private static final Pattern AUTHORITY_END = Pattern.compile("[/?#]");
    private static final Pattern REFERENCE = Pattern.compile("/[^@:?#]*@[A-Za-z0-9._-]+");
    private static final Pattern WHOLE = Pattern.compile("\\z");
    private static final Pattern BETWEEN_PARAMETERS = Pattern.compile("[&;#?]");
    private static final Pattern PARAMETERS = Pattern.compile(";(?=[A-Za-z][\\w.-]*=)");

    /** End of a value that can contain blanks and commas. */
    private static final Pattern VALUE_END = Pattern.compile(
            "[\"'\\n\\r]|[;&](?=\\s|\\z|[A-Za-z_][\\w.-]{0,99}\\s{0,3}=)|[)\\]}>](?=[\\s)\\]}>,.;:]|\\z)|\\s\\(|,?\\s{1,9}-{0,2}[A-Za-z_][\\w.-]{0,99}\\s{0,3}=|,\\s{0,9}[\"']?[A-Za-z_][\\w.-]{0,99}[\"']?\\s{0,3}[=:]|\\z");

    private static final Pattern ADDRESS_END = Pattern.compile("[\\s\"'<>`|]|\\z");
    private static final Pattern JDBC_END = Pattern.compile("[\"'`\\n\\r]|;\\s|\\s\\(|\\z");
    private static final Pattern ASSIGNED = Pattern.compile(
            "(?<![A-Za-z0-9_.-])(?:(-{1,2}[A-Za-z][\\w.-]*)\\s+(?=[^\\s-])|(-{0,2}[A-Za-z_][\\w.-]*)[\"']?\\s{0,3}[=:]\\s{0,3})");
    private static final Pattern QUOTED =
            Pattern.compile("\\G(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"?|'([^']*)'?)", Pattern.DOTALL);
    private static final Pattern SHAPES = Pattern.compile(
            // AWS access key, JSON web token, then tokens of GitHub, GitLab, Slack, Hugging Face, Databricks,
            // Google, Stripe and OpenAI.
            "\\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{8,}\\b"
                    + "|\\beyJ[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]{4,}(?:\\.[A-Za-z0-9_-]*)?"
                    + "|\\bgh[pousr]_[A-Za-z0-9]{16,}|\\bgithub_pat_\\w{16,}|\\bglpat-[\\w-]{16,}"
                    + "|\\bxox[abeoprs]-[A-Za-z0-9-]{8,}|\\bhf_[A-Za-z0-9]{16,}|\\bdapi[0-9a-f]{32}(?:-\\d)?"
                    + "|\\bAIza[\\w-]{30,}|\\bya29\\.[\\w-]{16,}|\\b[sr]k[-_](?:live|test|proj|ant)[-_][\\w-]{12,}");
    private static final Pattern BEARER = Pattern.compile("(\\bbearer\\s+)([^\\s\"',;)]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern BASIC = Pattern.compile(
            "((?i:\\bbasic)\\s+)((?=[A-Za-z0-9+/]*[A-Z0-9=])(?:[A-Za-z0-9+/]{4}){2,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)");

    private SecretText() {}

    /** Masks the text of a message. */
    public static String mask(String text) {
        return masked(text, ADDRESS_END, secret -> {});
    }

    /** Masks a value. If the whole value is an address, blanks are part of the address. */
    public static String maskValue(String value) {
        return masked(value, whole(value) ? WHOLE : ADDRESS_END, secret -> {});
    }

    /** Returns the secrets that {@link #maskValue} masks in a value, such as a password without its user. */
    public static List<String> secretsIn(String value) {
        List<String> found = new ArrayList<>();
        masked(value, whole(value) ? WHOLE : ADDRESS_END, found::add);
        return found;
    }

    private static boolean whole(String value) {
        return SCHEME.matcher(value).lookingAt();
    }

    private static String masked(String text, Pattern end, Consumer<String> taken) {
        String plain = replace(PEM, text, 0, taken);
        plain = addresses(plain, end, taken);
        plain = assigned(plain, taken);
        plain = replace(BEARER, plain, 2, taken);
        plain = replace(BASIC, plain, 2, taken);
        return replace(SHAPES, plain, 0, taken);
    }

    private static String replace(Pattern pattern, String text, int group, Consumer<String> taken) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int done = 0;
        do {
            out.append(text, done, matcher.start(group));
            hide(matcher.group(group), out, taken);
            done = matcher.end(group);
        } while (matcher.find());
        return out.append(text, done, text.length()).toString();
    }

    private static void hide(String secret, StringBuilder out, Consumer<String> taken) {
        if (!secret.isEmpty()) {
            out.append(MASK);
            if (!secret.equals(MASK)) {
                taken.accept(secret);
            }
        }
    }

    private static String addresses(String text, Pattern end, Consumer<String> taken) {
        Matcher scheme = SCHEME.matcher(text);
        StringBuilder out = new StringBuilder();
        int done = 0;
        while (scheme.find(done)) {
            out.append(text, done, scheme.end());
            int from = scheme.end();
            done = scheme.group(1) != null
                    ? database(text, from, end, out, taken)
                    : address(text, from, scheme.group(2).toLowerCase(Locale.ROOT), end, out, taken);
        }
        return done == 0 ? text : out.append(text, done, text.length()).toString();
    }

    private static int endOf(Pattern end, String text, int from) {
        Matcher matcher = end.matcher(text);
        return matcher.find(from) ? matcher.start() : text.length();
    }

    /** Appends a masked address, starting after its scheme. Returns its end, or the start of the next address. */
    private static int address(
            String text, int from, String scheme, Pattern end, StringBuilder out, Consumer<String> taken) {
        int stop = endOf(end, text, from);
        int next = text.indexOf("://", from);
        if (next >= 0 && next < stop) {
            int word = next;
            while (word > from && Character.isLetterOrDigit(text.charAt(word - 1))) {
                word--;
            }
            boolean isList = word > from && ",;{".indexOf(text.charAt(word - 1)) >= 0;
            stop = isList ? word : stop;
        }
        int path = from + user(text.substring(from, stop), scheme, out, taken);
        int cut = parameters(text.substring(path, stop), scheme);
        if (cut < 0) {
            out.append(text, path, stop);
            return stop;
        }
        int begin = path + cut + 1;
        int behind = end.equals(ADDRESS_END) ? trimmed(text, begin, stop) : stop;
        out.append(text, path, begin);
        hideParameters(text.substring(begin, behind), out, taken);
        out.append(text, behind, stop);
        return stop;
    }

    /** Appends a mask for the user before the host, if there is one. Returns its length. */
    private static int user(String rest, String scheme, StringBuilder out, Consumer<String> taken) {
        int slash = endOf(AUTHORITY_END, rest, 0);
        String authority = rest.substring(0, slash);
        int at = authority.lastIndexOf('@');
        if (at >= 0) {
            String user = authority.substring(0, at);
            if (CONTAINERS.contains(scheme) && CONTAINER.matcher(user).matches()) {
                return 0;
            }
            // A password can contain slashes, followed by another @.
            at = user.contains(":") && !isReference(rest, slash) ? Math.max(at, rest.lastIndexOf('@')) : at;
        } else if (!isHost(authority, scheme)) {
            at = rest.lastIndexOf('@');
            at = at < 0 ? slash : at;
        }
        if (at <= 0) {
            return 0;
        }
        String user = rest.substring(0, at);
        out.append(MASK);
        int colon = user.indexOf(':');
        if (!user.equals(MASK)) {
            taken.accept(user);
            taken.accept(user.substring(colon + 1));
        }
        return at;
    }

    /**
     * Whether the text before the first slash is a host. A bucket has no port: the text after its colon is a password
     * with a slash.
     */
    private static boolean isHost(String authority, String scheme) {
        if (STORES.contains(scheme)) {
            return !authority.contains(":");
        }
        return authority.startsWith("[") || HOST_AND_PORT.matcher(authority).matches();
    }

    /** Whether the last name of a path is a version in a registry, {@code name@champion}. */
    private static boolean isReference(String rest, int slash) {
        return REFERENCE.matcher(rest).region(slash, rest.length()).matches();
    }

    /**
     * Start of the parameters of a path; -1 without parameters. A question mark can also be a wildcard in a file name
     * pattern.
     */
    private static int parameters(String path, String scheme) {
        boolean web = scheme.startsWith("http");
        int lastEquals = path.lastIndexOf('=');
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '#' || (c == '?' && (web || lastEquals > i))) {
                return i;
            }
            if (c == ';' && PARAMETERS.matcher(path).region(i, path.length()).lookingAt()) {
                return i;
            }
        }
        return -1;
    }

    private static int trimmed(String text, int begin, int end) {
        int last = end;
        while (last > begin && ".,;:)]}".indexOf(text.charAt(last - 1)) >= 0) {
            last--;
        }
        return last;
    }

    private static void hideParameters(String parameters, StringBuilder out, Consumer<String> taken) {
        if (parameters.isEmpty()) {
            return;
        }
        out.append(MASK);
        for (String parameter : BETWEEN_PARAMETERS.split(parameters, -1)) {
            int equals = parameter.indexOf('=');
            String key = equals < 0 ? "" : parameter.substring(0, equals);
            if (equals < 0 || SecretKeys.isSecret(key)) {
                hide(parameter.substring(equals + 1), new StringBuilder(), taken);
            }
        }
        if (!parameters.equals(MASK)) {
            taken.accept(parameters);
        }
    }

    /** Appends a masked JDBC address, starting after its first word. Returns its end. */
    private static int database(String text, int from, Pattern end, StringBuilder out, Consumer<String> taken) {
        Matcher kind = JDBC_KIND.matcher(text);
        if (!kind.find(from)) {
            return from;
        }
        int stop = endOf(end.equals(ADDRESS_END) ? JDBC_END : end, text, kind.end());
        out.append(kind.group());
        int at = kind.end();
        String rest = text.substring(at, stop);
        boolean hasHosts = rest.startsWith("//");
        String name = kind.group().substring(0, kind.group().indexOf(':')).toLowerCase(Locale.ROOT);
        if (LOCAL_KINDS.contains(name) && !hasHosts) {
            return tail(text, shown(LOCAL_DATABASE, text, at, stop, out), stop, out, taken);
        }
        int first = hasHosts ? at + 2 : at;
        out.append(text, at, first);
        int user = text.substring(first, stop).split("[?;(\\s]", 2)[0].lastIndexOf('@');
        if (user > 0) {
            hide(text.substring(first, first + user), out, taken);
            String hidden = text.substring(first, first + user);
            taken.accept(hidden.substring(Math.max(hidden.indexOf(':'), hidden.indexOf('/')) + 1));
        }
        int host = first + Math.max(user, 0);
        if (user >= 0) {
            out.append('@');
            host++;
            if (text.startsWith("//", host)) {
                out.append("//");
                host += 2;
            }
        } else if (!hasHosts) {
            return tail(text, host, stop, out, taken);
        }
        int behind = shown(HOSTS, text, host, stop, out);
        behind = behind > host ? shown(DATABASE, text, behind, stop, out) : behind;
        behind = behind > host ? shown(DATABASE, text, behind, stop, out) : behind;
        return tail(text, behind, stop, out, taken);
    }

    /** Appends the match of a pattern at a position, and returns its end. */
    private static int shown(Pattern pattern, String text, int from, int stop, StringBuilder out) {
        Matcher matcher = pattern.matcher(text).region(from, stop).useTransparentBounds(true);
        if (!matcher.lookingAt()) {
            return from;
        }
        out.append(matcher.group());
        return matcher.end();
    }

    /** Masks the rest of an address and keeps the separator. */
    private static int tail(String text, int from, int stop, StringBuilder out, Consumer<String> taken) {
        if (from >= stop) {
            return stop;
        }
        int begin = from;
        while (begin < stop && "?;/:".indexOf(text.charAt(begin)) >= 0) {
            begin++;
        }
        out.append(text, from, begin);
        hideParameters(text.substring(begin, stop), out, taken);
        return stop;
    }

    private static String assigned(String text, Consumer<String> taken) {
        Matcher key = ASSIGNED.matcher(text);
        StringBuilder out = new StringBuilder();
        int done = 0;
        int from = 0;
        while (from <= text.length() && key.find(from)) {
            String name = key.group(1) != null ? key.group(1) : key.group(2);
            if (!SecretKeys.isSecret(name)) {
                from = key.end();
                continue;
            }
            Matcher quoted = QUOTED.matcher(text);
            boolean isQuoted = quoted.find(key.end());
            int begin = isQuoted ? key.end() + 1 : key.end();
            int end = isQuoted
                    ? quoted.end(quoted.group(1) != null ? 1 : 2)
                    : key.group(1) != null ? endOf(ADDRESS_END, text, begin) : endOf(VALUE_END, text, begin);
            out.append(text, done, begin);
            hide(text.substring(begin, end), out, taken);
            done = end;
            from = Math.max(end, key.end());
        }
        return done == 0 ? text : out.append(text, done, text.length()).toString();
    }
}
