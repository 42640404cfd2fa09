package io.kindling.driver.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CsvLineTest {

    @Test
    void cellsStandBetweenSeparators() {
        assertThat(CsvLine.split("1,2,3", ",", 3)).containsExactly("1", "2", "3");
        assertThat(CsvLine.split(" 1 ,\t2", ",", 3)).containsExactly("1", "2");
        assertThat(CsvLine.split(",,", ",", 3)).containsExactly("", "", "");
        assertThat(CsvLine.split("", ",", 3)).containsExactly("");
        assertThat(CsvLine.split("1\t\t3", "\t", 3)).containsExactly("1", "", "3");
        assertThat(CsvLine.split("1||2||3", "||", 3)).containsExactly("1", "2", "3");
    }

    @Test
    void quotesHoldSeparatorsAndQuotes() {
        assertThat(CsvLine.split("\"a,b\",\"say \"\"no\"\"\" , \"\"", ",", 3)).containsExactly("a,b", "say \"no\"", "");
        assertThat(CsvLine.split("5\" tube,2", ",", 2)).containsExactly("5\" tube", "2");
    }

    @Test
    void aQuoteThatDoesNotEndWithItsCellMakesTheLineUnreadable() {
        assertThat(CsvLine.split("1,\"2", ",", 2)).isNull();
        assertThat(CsvLine.split("1,\"2\"x,3", ",", 3)).isNull();
    }
}
