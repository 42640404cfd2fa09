package io.kindling.driver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckedRecordTest {

    /** A record like the ones of locks and aliases. */
    record Entry(int number, String reason) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"record\":{\"number\":1e-2147483648,\"reason\":\"\"},\"sha256\":\"\"}",
                "{\"record\":{\"number\":1e2147483648,\"reason\":\"\"},\"sha256\":\"\"}",
                "{\"record\":{\"number\":1,\"reason\":1e-2147483648},\"sha256\":\"\"}",
                "{\"record\":{\"number\":1,\"reason\":\"\"},\"sha256\":1e-2147483648}",
                "{\"record\":{\"number\":1,\"reason\":\"\"},\"sha256\":\"\",\"other\":1e-2147483648}"
            })
    void damagedTextIsNotARecord(String text) {
        assertThat(CheckedRecord.parse(text.getBytes(StandardCharsets.UTF_8), Entry.class, "x.json"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "\u0000\u001b[2J", "\ud83d\ude00"})
    void aWrittenRecordIsReadBack(String reason) {
        Entry entry = new Entry(7, reason);
        assertThat(CheckedRecord.parse(CheckedRecord.bytes(entry, Entry.class), Entry.class, "x.json"))
                .contains(entry);
    }
}
