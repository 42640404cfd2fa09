package io.kindling.trainer.redaction;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Allowlist of options of sources and sinks whose values are shown. The value of any other option is masked. Case and
 * separators of a key are ignored.
 */
public final class HarmlessOptions {
    /** Options with numbers, flags, and names of columns, formats or classes. */
    private static final Set<String> KEYS = Set.of(
            "allowbackslashescapinganycharacter",
            "allowcomments",
            "allownonnumericnumbers",
            "allownumericleadingzeros",
            "allowsinglequotes",
            "allowunquotedcontrolchars",
            "allowunquotedfieldnames",
            "asoftimestamp",
            "attributeprefix",
            "basepath",
            "batchsize",
            "charset",
            "chartoescapequoteescaping",
            "codec",
            "columnnameofcorruptrecord",
            "comment",
            "compression",
            "createtablecolumntypes",
            "dateformat",
            "datetimerebasemode",
            "delimiter",
            "driver",
            "dropfieldifallnull",
            "emptyvalue",
            "encoding",
            "enforceschema",
            "escape",
            "escapequotes",
            "excludeattribute",
            "fetchsize",
            "header",
            "ignorecorruptfiles",
            "ignoreleadingwhitespace",
            "ignoremissingfiles",
            "ignorenullfields",
            "ignoretrailingwhitespace",
            "inferschema",
            "int96rebasemode",
            "isolationlevel",
            "linesep",
            "locale",
            "lowerbound",
            "maxcharspercolumn",
            "maxcolumns",
            "mergeschema",
            "mode",
            "modifiedafter",
            "modifiedbefore",
            "multiline",
            "nanvalue",
            "negativeinf",
            "nullvalue",
            "nullvalues",
            "numpartitions",
            "partitioncolumn",
            "pathglobfilter",
            "positiveinf",
            "prefersdecimal",
            "primitivesasstring",
            "pushdownaggregate",
            "pushdownlimit",
            "pushdownoffset",
            "pushdownpredicate",
            "pushdowntablesample",
            "querytimeout",
            "quote",
            "quoteall",
            "recordname",
            "recordnamespace",
            "recursivefilelookup",
            "rootname",
            "roottag",
            "rowtag",
            "samplingratio",
            "sep",
            "separator",
            "snapshotid",
            "startingversion",
            "endingversion",
            "timestampasof",
            "timestampformat",
            "timestampntzformat",
            "timezone",
            "truncate",
            "unescapedquotehandling",
            "upperbound",
            "valuetag",
            "versionasof",
            "wholetext");

    /** Options with addresses, shown without user, parameters and fragment. */
    private static final Set<String> ADDRESSES = Set.of("path", "paths", "url", "uri", "endpoint", "host", "port");

    /** Options with table names, shown if they are plain names: a subquery can contain a secret literal. */
    private static final Set<String> TABLES = Set.of("dbtable", "table", "database", "schema", "catalog", "branch");

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_$.`\"\\[\\]-]{1,200}");
    private static final Pattern FLAG = Pattern.compile("true|false", Pattern.CASE_INSENSITIVE);

    private HarmlessOptions() {}

    /** Returns the value of an option, masked if necessary. */
    public static String shown(String key, String value) {
        if (SecretKeys.isSecret(key)) {
            return SecretText.MASK;
        }
        String plain = key.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
        if (KEYS.contains(plain)) {
            return SecretText.mask(value);
        }
        if (ADDRESSES.contains(plain)) {
            return SecretText.maskValue(value);
        }
        boolean isName = TABLES.contains(plain) && NAME.matcher(value).matches();
        return isName || FLAG.matcher(value).matches() ? value : SecretText.MASK;
    }
}
