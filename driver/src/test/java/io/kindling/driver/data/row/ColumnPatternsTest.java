package io.kindling.driver.data.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.data.sql.NameCase;
import io.kindling.trainer.error.DataException;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

final class ColumnPatternsTest {

    private static List<String> matches(String pattern, String... columns) {
        return matches(NameCase.SENSITIVE, pattern, columns);
    }

    private static List<String> matches(NameCase nameCase, String pattern, String... columns) {
        StructType schema = new StructType();
        for (String column : columns) {
            schema = schema.add(column, DataTypes.DoubleType);
        }
        return new ColumnPatterns(schema, nameCase, "t")
                .all("data.features", List.of(pattern)).stream()
                        .map(position -> columns[position])
                        .toList();
    }

    @Test
    void starsAndQuestionMarksMatchCompleteNames() {
        assertThat(matches("a*", "a", "ab", "ba", "a\nb")).containsExactly("a", "ab", "a\nb");
        assertThat(matches("*a", "a", "ab", "ba")).containsExactly("a", "ba");
        assertThat(matches("a?c", "abc", "ac", "abbc", "a\ud83d\ude00c")).containsExactly("abc", "a\ud83d\ude00c");
        assertThat(matches("*b*b", "b", "bb", "abcb", "bab")).containsExactly("bb", "abcb", "bab");
        assertThat(matches("**", "", "x")).containsExactly("", "x");
        assertThat(matches("a*?", "a", "ab")).containsExactly("ab");
    }

    @Test
    void caseSensitivityFollowsSpark() {
        assertThat(matches(NameCase.INSENSITIVE, "Ä?x*", "äBX", "ä1xé", "a1x")).containsExactly("äBX", "ä1xé");
        assertThat(matches(NameCase.SENSITIVE, "A*", "a", "A1", "aA")).containsExactly("A1");
        assertThat(matches(NameCase.INSENSITIVE, "B..D", "a", "b", "c", "d", "e"))
                .containsExactly("b", "c", "d");
        assertThat(matches(NameCase.SENSITIVE, "a", "A", "a")).containsExactly("a");
        assertThatThrownBy(() -> matches(NameCase.SENSITIVE, "b", "a", "B"))
                .hasMessage("Cannot find column b of data.features in t; it has a, B");
    }

    /** The letter ß becomes two letters in upper case. */
    @Test
    void questionMarkMatchesOneCharacter() {
        assertThat(matches(NameCase.INSENSITIVE, "GR??e", "größe", "grÖßE", "grösse"))
                .containsExactly("größe", "grÖßE");
    }

    @Test
    void otherCharactersAreLiteral() {
        assertThat(matches("x.[12]*", "x.[12]3", "xa13", "x.13")).containsExactly("x.[12]3");
        assertThat(matches("\\Ex[12]\\Q*", "x1", "x2", "\\Ex[12]\\Qy")).containsExactly("\\Ex[12]\\Qy");
    }

    @Test
    void patternWithManyStarsTerminates() {
        String pattern = "*a".repeat(40) + "*b";
        String name = "a".repeat(5_000);
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> assertThat(matches(pattern, name, name + "b")).containsExactly(name + "b"));
    }

    @Test
    void numberOutsideTheTableIsAnError() {
        for (String number : List.of("99999999999999999999", "-99999999999999999999", "5")) {
            assertThatThrownBy(() -> matches(number, "a", "b"))
                    .isInstanceOf(DataException.class)
                    .hasMessage("Cannot find column " + number + " of data.features in t; it has a, b");
        }
        assertThat(matches("-1", "a", "b")).containsExactly("b");
    }

    @Test
    void pathColumnIsFoundOnlyByName() {
        Metadata pathColumn =
                new MetadataBuilder().putBoolean("kindling.ofPath", true).build();
        StructType schema = new StructType()
                .add("a", DataTypes.DoubleType)
                .add("b", DataTypes.DoubleType)
                .add("day", DataTypes.IntegerType, true, pathColumn)
                .add("hour", DataTypes.IntegerType);
        ColumnPatterns patterns = new ColumnPatterns(schema, NameCase.INSENSITIVE, "t");
        assertThat(patterns.all()).containsExactly(0, 1, 3);
        assertThat(patterns.all("it", List.of("*"))).containsExactly(0, 1, 3);
        assertThat(patterns.all("it", List.of("a..hour"))).containsExactly(0, 1, 3);
        assertThat(patterns.all("it", List.of("-1", "Day"))).containsExactly(3, 2);
        assertThat(patterns.one("it", "2")).isEqualTo(3);
        assertThat(patterns.one("it", "day")).isEqualTo(2);
        assertThatThrownBy(() -> patterns.one("it", "3"))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot find column 3 of it in t; it has a, b, day, hour");
    }
}
