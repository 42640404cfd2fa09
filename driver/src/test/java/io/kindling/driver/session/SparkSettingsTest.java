package io.kindling.driver.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of the cluster are combined with settings of Kindling. */
final class SparkSettingsTest {
    private static final String KINDLING = KindlingRegistrator.class.getName();

    private static SparkConf conf(String... settings) {
        SparkConf conf = new SparkConf(false);
        for (int i = 0; i < settings.length; i += 2) {
            conf.set(settings[i], settings[i + 1]);
        }
        return conf;
    }

    @Test
    void otherClassesCanBeSerialized() {
        SparkConf conf = SparkSettings.applyTo(conf());
        assertThat(conf.get("spark.kryo.registrator")).isEqualTo(KINDLING);
        assertThat(conf.getBoolean("spark.kryo.registrationRequired", false)).isFalse();
    }

    @Test
    void registratorOfTheClusterIsKept() {
        SparkConf conf = SparkSettings.applyTo(conf("spark.kryo.registrator", " a.B , c.D "));
        assertThat(conf.get("spark.kryo.registrator")).isEqualTo("a.B , c.D," + KINDLING);
        assertThat(SparkSettings.applyTo(conf).get("spark.kryo.registrator")).isEqualTo("a.B , c.D," + KINDLING);
    }

    @Test
    void settingOfTheUserHasPrecedence() {
        SparkConf conf = SparkSettings.applyTo(
                conf("spark.kryo.registrationRequired", "true", "spark.kryoserializer.buffer.max", "128m"));
        assertThat(conf.get("spark.kryo.registrationRequired")).isEqualTo("true");
        assertThat(conf.get("spark.kryoserializer.buffer.max")).isEqualTo("128m");
    }

    @ParameterizedTest
    @CsvSource({
        "org.apache.spark.serializer.JavaSerializer, true, a.B",
        "org.apache.spark.serializer.KryoSerializer, false, a.B",
        "org.apache.spark.serializer.KryoSerializer, true, 'a.B, io.kindling.driver.session.KindlingRegistrator'",
    })
    void otherSessionsAreAccepted(String serializer, String required, String registrator) {
        SparkConf conf = conf(
                "spark.serializer",
                serializer,
                "spark.kryo.registrationRequired",
                required,
                "spark.kryo.registrator",
                registrator);
        assertThatCode(() -> SparkSettings.requireRegistered(conf)).doesNotThrowAnyException();
    }

    @Test
    void sessionWithoutTheClassesOfKindlingIsRefused() {
        SparkConf conf = conf(
                "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
                "spark.kryo.registrationRequired", "true",
                "spark.kryo.registrator", "a.B");
        assertThatThrownBy(() -> SparkSettings.requireRegistered(conf))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot use this Spark session: spark.kryo.registrationRequired=true, but Kindling's classes"
                                + " are not registered; start the session with spark.kryo.registrator=a.B," + KINDLING
                                + ", or with spark.kryo.registrationRequired=false");
    }

    @Test
    void timeZoneOfTheMachineHasNoEffect() {
        String zone = "spark.sql.session.timeZone";
        assertThat(SparkSettings.applyTo(conf()).get(zone)).isEqualTo("UTC");
        assertThat(SparkSettings.applyTo(conf(zone, "Asia/Tokyo")).get(zone)).isEqualTo("Asia/Tokyo");
    }
}
