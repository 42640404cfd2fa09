package io.kindling.driver.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CsvLineTest {

    @Test
    void splitsAtSeparators() {
        assertThat(CsvLine.split("1,2,3", new CsvDialect(",", '"'), 3)).containsExactly("1", "2", "3");
        assertThat(CsvLine.split(" 1 ,\t2", new CsvDialect(",", '"'), 3)).containsExactly("1", "2");
        assertThat(CsvLine.split(",,", new CsvDialect(",", '"'), 3)).containsExactly("", "", "");
        assertThat(CsvLine.split("", new CsvDialect(",", '"'), 3)).containsExactly("");
        assertThat(CsvLine.split("1\t\t3", new CsvDialect("\t", '"'), 3)).containsExactly("1", "", "3");
        assertThat(CsvLine.split("1||2||3", new CsvDialect("||", '"'), 3)).containsExactly("1", "2", "3");
    }

    @Test
    void quotedCellsMayContainSeparatorsAndQuotes() {
        assertThat(CsvLine.split("\"a,b\",\"say \"\"no\"\"\" , \"\"", new CsvDialect(",", '"'), 3))
                .containsExactly("a,b", "say \"no\"", "");
        assertThat(CsvLine.split("5\" tube,2", new CsvDialect(",", '"'), 2)).containsExactly("5\" tube", "2");
    }

    @Test
    void rejectsAQuoteThatDoesNotCloseAtTheEndOfItsCell() {
        assertThat(CsvLine.split("1,\"2", new CsvDialect(",", '"'), 2)).isNull();
        assertThat(CsvLine.split("1,\"2\"x,3", new CsvDialect(",", '"'), 3)).isNull();
    }

    @Test
    void readsQuotesEscapedByBackslashes() {
        CsvDialect spark = new CsvDialect(",", '\\');
        assertThat(CsvLine.split("\"say \\\"no\\\", ok\",2", spark, 2)).containsExactly("say \"no\", ok", "2");
        assertThat(CsvLine.split("\"a\\\\\",2", spark, 2)).containsExactly("a\\", "2");
        assertThat(CsvLine.split("\"C:\\x\",2", spark, 2)).containsExactly("C:\\x", "2");
    }

    @Test
    void reportsWhyALineIsNotARow() {
        assertThat(CsvLine.problem("1,\"2", new CsvDialect(",", '"'), 2)).contains("multiLine: true");
        assertThat(CsvLine.problem("\"a \\\"b\\\"\",2", new CsvDialect(",", '"'), 2))
                .contains("escape: '\\'");
        assertThat(CsvLine.problem("1,2,3", new CsvDialect(",", '"'), 2))
                .isEqualTo("does not have the 2 columns of the table");
    }
}
