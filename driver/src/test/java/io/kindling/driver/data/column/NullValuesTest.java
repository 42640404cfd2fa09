package io.kindling.driver.data.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NullValuesTest {
    private static final NullValues VALUES =
            new NullValues(List.of("NA", " ? ", "null", "-999", "0.1", "9007199254740993"), ZoneOffset.UTC);

    @Test
    void textsAreTrimmed() {
        for (String text : List.of("NA", " NA ", "?", "null", "-999", "-999.0", " -9.99e2", "+0.10")) {
            assertThat(VALUES.present(text)).as(text).isNull();
        }
        for (String text : List.of("na", "N A", "NA?", "-9990", "", " ", "-", "-x", "NaN")) {
            assertThat(VALUES.present(text)).as(text).isEqualTo(text);
        }
    }

    @Test
    void numbersAreComparedByValue() {
        for (Number number : new Number[] {
            -999, -999L, -999.0, -999f, (short) -999, new BigDecimal("-999.00"), 0.1, 0.1f, 9007199254740993L
        }) {
            assertThat(VALUES.present(number)).as(number.toString()).isNull();
        }
        for (Number number : new Number[] {999, -998.9, Double.NaN, 9007199254740992L, 0.1000001f}) {
            assertThat(VALUES.present(number)).as(number.toString()).isEqualTo(number);
        }
    }

    @Test
    void otherCellsAreComparedByText() {
        NullValues values = new NullValues(List.of("1900-01-01", "false", "NaN", "1e-2147483648"), ZoneOffset.UTC);
        assertThat(values.present(false)).isNull();
        assertThat(values.present(Double.NaN)).isNull();
        assertThat(values.present(true)).isEqualTo(true);
        assertThat(values.present(null)).isNull();
        byte[] bytes = {1};
        assertThat(values.present(bytes)).isSameAs(bytes);
        assertThat(values.present(List.of(-999.0))).isEqualTo(List.of(-999.0));
    }

    @Test
    void datesAndTimesAreComparedByValue() {
        NullValues values = new NullValues(
                List.of("1900-01-01", "2026-01-01 09:30", "2026-01-02T00:00:00Z"), ZoneId.of("Asia/Tokyo"));
        for (Object missing : List.of(
                Date.valueOf("1900-01-01"),
                LocalDate.of(1900, 1, 1),
                LocalDateTime.of(1900, 1, 1, 0, 0),
                LocalDateTime.of(2026, 1, 1, 9, 30),
                LocalDateTime.of(2026, 1, 2, 9, 0),
                Instant.parse("2026-01-01T00:30:00Z"),
                Timestamp.from(Instant.parse("2026-01-01T00:30:00Z")),
                Instant.parse("2026-01-02T00:00:00Z"))) {
            assertThat(values.present(missing)).as(missing.toString()).isNull();
        }
        for (Object present : List.of(
                Date.valueOf("1900-01-02"),
                LocalDate.of(2026, 1, 1),
                LocalDateTime.of(2026, 1, 1, 9, 31),
                Instant.parse("2026-01-01T09:30:00Z"))) {
            assertThat(values.present(present)).as(present.toString()).isEqualTo(present);
        }
    }
}
