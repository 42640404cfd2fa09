package io.kindling.driver.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class DecimalTextTest {

    @Test
    void equalsDoubleParseDouble() {
        RandomStream random = RandomStream.of(1, Purpose.INITIALIZATION);
        for (int i = 0; i < 20_000; i++) {
            double number = (random.uniformDouble(i) - 0.5) * Math.pow(10, random.below(i, 12) - 3);
            for (String text : new String[] {
                String.format(Locale.ROOT, "%." + random.below(i, 12) + "f", number),
                Double.toString(number),
                Float.toString((float) number),
                Integer.toString((int) number)
            }) {
                assertThat(DecimalText.parse(text)).as(text).isEqualTo(Double.valueOf(text));
            }
        }
    }

    @Test
    void parsesUnusualForms() {
        for (String text : new String[] {
            "0",
            "-0",
            "-0.0",
            ".5",
            "5.",
            "-.5",
            "+1",
            "1e3",
            "1E-3",
            "NaN",
            "-Infinity",
            "123456789012345.678",
            "000000000000000000007"
        }) {
            assertThat(DecimalText.parse(text)).as(text).isEqualTo(Double.valueOf(text));
        }
    }

    @Test
    void rejectsTextThatIsNotANumber() {
        for (String text :
                new String[] {"x", "-", ".", "-.", "1.2.3", "1,2", "7f", "7d", "1e", "0x1p3D", "--1", "1-"}) {
            assertThatThrownBy(() -> DecimalText.parse(text)).as(text).isInstanceOf(NumberFormatException.class);
        }
    }
}
