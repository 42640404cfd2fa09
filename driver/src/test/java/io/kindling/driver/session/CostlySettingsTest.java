package io.kindling.driver.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CostlySettingsTest {
    private static final long LARGE = 1_000_000;

    private static SparkConf on(String master) {
        return new SparkConf(false).setMaster(master);
    }

    private static List<String> of(SparkConf conf, long numbers) {
        return CostlySettings.of(conf, Map.of(), numbers);
    }

    @ParameterizedTest
    @CsvSource({"'local[2]'", "'local-cluster[2,1,1024]'", "spark://host:7077", "yarn"})
    void settingsOfKindlingAreNotCostly(String master) {
        assertThat(of(SparkSettings.applyTo(on(master)), LARGE)).isEmpty();
    }

    @Test
    void defaultsOfSparkAreCostlyOnClusters() {
        assertThat(of(on("local[*]"), LARGE)).isEmpty();
        assertThat(of(on("yarn"), LARGE))
                .extracting(line -> line.substring("slow setting ".length(), line.indexOf('=')))
                .containsExactly(
                        "spark.serializer",
                        "spark.task.maxDirectResultSize",
                        "spark.broadcast.compress",
                        "spark.broadcast.checksum");
    }

    @Test
    void modelInsideTheTaskNeedsNoBroadcast() {
        SparkConf conf = SparkSettings.applyTo(on("yarn").set("spark.broadcast.compress", "true"));
        assertThat(of(conf, 1000)).isEmpty();
        assertThat(of(conf, LARGE))
                .containsExactly(
                        "slow setting spark.broadcast.compress=true: each iteration compresses the parameters, which do not shrink; set it to false");
    }

    @ParameterizedTest
    @CsvSource({
        "spark.locality.wait, 10s, 3s or less",
        "spark.ui.retainedJobs, 5000, 100",
        "spark.ui.retainedStages, 5000, 100",
        "spark.ui.retainedTasks, 1000000, 1000",
        "spark.task.maxDirectResultSize, 2m, 100m",
        "spark.broadcast.checksum, true, false",
        "spark.executorEnv.OPENBLAS_NUM_THREADS, 8, 1",
        "spark.serializer, org.apache.spark.serializer.JavaSerializer, org.apache.spark.serializer.KryoSerializer"
    })
    void lineNamesTheSettingItsValueAndARecommendation(String name, String value, String better) {
        assertThat(of(SparkSettings.applyTo(on("yarn").set(name, value)), LARGE))
                .singleElement()
                .asString()
                .startsWith("slow setting " + name + "=" + value + ": ")
                .contains("; set it to " + better);
    }

    @Test
    void missingRegistratorIsNamed() {
        SparkConf conf = SparkSettings.applyTo(on("yarn")).set("spark.kryo.registrator", "com.example.Theirs");
        assertThat(of(conf, LARGE))
                .singleElement()
                .asString()
                .startsWith("slow setting spark.kryo.registrator=com.example.Theirs: ")
                .contains("; set it to io.kindling.driver.session.KindlingRegistrator");
    }

    @Test
    void localityWaitWithDecommissioning() {
        SparkConf conf = SparkSettings.applyTo(on("yarn").set("spark.decommission.enabled", "true"));
        assertThat(of(conf, LARGE))
                .singleElement()
                .asString()
                .startsWith("slow setting spark.locality.wait=3s: ")
                .endsWith("; set it to 0");
        assertThat(of(conf.set("spark.locality.wait", "0"), LARGE)).isEmpty();
    }

    @Test
    void localThreadsComeFromTheEnvironment() {
        SparkConf conf = SparkSettings.applyTo(on("local[2]"));
        assertThat(CostlySettings.of(conf, Map.of("OPENBLAS_NUM_THREADS", "1"), LARGE))
                .isEmpty();
        assertThat(CostlySettings.of(conf, Map.of("OPENBLAS_NUM_THREADS", "2"), LARGE))
                .singleElement()
                .asString()
                .startsWith("slow setting OPENBLAS_NUM_THREADS=2: ");
    }
}
