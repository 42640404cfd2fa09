package io.kindling.driver.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.kindling.driver.TestSpark;
import io.kindling.driver.checkpoint.Digits;
import io.kindling.driver.live.LiveServer;
import io.kindling.driver.run.RecordedRun;
import io.kindling.driver.run.RunJournal;
import io.kindling.driver.run.RunReport;
import io.kindling.driver.run.RunSummary;
import io.kindling.trainer.training.Outcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports and the live page of real trainings in a real browser. */
final class ReportBrowserIT {
    private static final String AS_IMAGES = "network.input={image: {channels: 1, height: 8, width: 8}}";
    private static final String LAYERS = "network.layers=[flatten, linear: 32, relu, linear: 10]";

    /** Counts the pixels of a chart's canvas that have the color of a curve. */
    private static final String DRAWN = """
            (() => {
              const canvas = document.querySelector('[aria-label="%s"] canvas');
              const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
              const color = document.createElement("canvas").getContext("2d");
              color.fillStyle = Format.color("%s");
              const [r, g, b] = [1, 3, 5].map(at => parseInt(color.fillStyle.slice(at, at + 2), 16));
              let count = 0;
              for (let i = 0; i < pixels.length; i += 4) {
                if (pixels[i + 3] > 200 && Math.abs(pixels[i] - r) + Math.abs(pixels[i + 1] - g) + Math.abs(pixels[i + 2] - b) < 12) count++;
              }
              return count;
            })()
            """;

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        spark = TestSpark.local(2);
        browser = Browser.start(folder.resolve("profile"));
    }

    @AfterAll
    static void stop() {
        browser.close();
        spark.stop();
    }

    private static Digits digits(String name) {
        return new Digits(spark, folder.resolve(name).toString()).with(AS_IMAGES, LAYERS);
    }

    private static int drawn(String chart, String color) {
        return browser.evaluate(DRAWN.formatted(chart, color)).asInt();
    }

    /** Returns the numbers of a chart's legend, in order. */
    private static List<Double> legend(String chart) {
        JsonNode texts = browser.evaluate(
                "[...document.querySelectorAll('[aria-label=\"" + chart + "\"] .legend b')].map(b => b.textContent)");
        return StreamSupport.stream(texts.spliterator(), false)
                .map(text -> text.asText().replaceAll("[\\s,\u2009]", ""))
                .map(text -> text.endsWith("%")
                        ? Double.parseDouble(text.replace("%", "")) / 100
                        : Double.parseDouble(text.replaceAll("[a-z]+$", "")))
                .toList();
    }

    private static String text(String selector) {
        return browser.evaluate("document.querySelector('" + selector + "')?.innerText ?? ''")
                .asText();
    }

    @Test
    void aReportShowsTheRun() throws Exception {
        Digits run = digits("<b>run").with("training.epochs=3");
        RunSummary summary = run.run();
        JsonNode last = run.metrics().get(2);
        Path report = folder.resolve("<b>run").resolve(RunReport.FILE);
        for (int width : new int[] {1280, 390}) {
            browser.open(report.toUri().toString(), width);
            assertThat(text("h1")).isEqualTo("<b>run");
            for (String chart : List.of("Loss", "Accuracy", "Learning rate", "Gradient norm", "Speed")) {
                assertThat(drawn(chart, "--train")).as(chart).isGreaterThan(50);
            }
            assertThat(drawn("Loss", "--validation")).isGreaterThan(50);
            assertThat(drawn("Time per iteration", "--part-3")).isGreaterThan(100);
            double loss = last.path("validation").path("loss").asDouble();
            assertThat(legend("Loss").get(2)).isCloseTo(loss, within(loss * 1e-3));
            double trainLoss = last.path("train").path("loss").asDouble();
            assertThat(legend("Loss").get(1)).isCloseTo(trainLoss, within(trainLoss * 1e-3));
            assertThat(legend("Accuracy").get(1))
                    .isCloseTo(last.path("validation").path("accuracy").asDouble(), within(1e-4));
            assertThat(text(".tiles")).contains(String.format("%,d", summary.parameters()));
            assertThat(browser.evaluate(
                                    "[...document.querySelectorAll('.matrix tbody td')].reduce((sum, cell) => sum + Number(cell.textContent), 0)")
                            .asLong())
                    .isEqualTo(summary.examples().get("validation"));
            assertThat(browser.evaluate("document.querySelectorAll('.examples canvas').length")
                            .asInt())
                    .isBetween(1, 24);
            assertThat(browser.evaluate("document.documentElement.scrollWidth <= innerWidth")
                            .asBoolean())
                    .as("width " + width)
                    .isTrue();
            saveScreenshot("report-" + width);
        }
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void aReportLoadsNothingFromTheNetwork() throws Exception {
        Digits run = digits("closed").with("training.epochs=1");
        run.run();
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.close();
        });
        server.start();
        try (Browser alone = Browser.start(folder.resolve("closed-profile"))) {
            alone.open(folder.resolve("closed").resolve(RunReport.FILE).toUri().toString(), 1280);
            assertThat(alone.errors()).isEmpty();
            String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            assertThat(alone.evaluate("fetch('" + address + "').then(() => 'went', () => 'refused')")
                            .asText())
                    .isEqualTo("refused");
            assertThat(alone.evaluate(
                                    "new Promise(done => { const image = new Image(); image.onload = () => done('went');"
                                            + " image.onerror = () => done('refused'); image.src = '" + address
                                            + "x.png'; })")
                            .asText())
                    .isEqualTo("refused");
            assertThat(alone.evaluate(
                                    "(() => { const made = document.createElement('script'); made.textContent = 'window.ran = true';"
                                            + " document.body.append(made); return window.ran === undefined; })()")
                            .asBoolean())
                    .isTrue();
            assertThat(alone.errors()).anyMatch(error -> error.contains("Content Security Policy"));
        } finally {
            server.stop(0);
        }
        assertThat(requests).hasValue(0);
    }

    @Test
    void runsAreCompared() throws Exception {
        List<Digits> runs = IntStream.range(0, 3)
                .mapToObj(i -> digits("night-" + i).with("training.epochs=2", "training.seed=" + i))
                .toList();
        runs.forEach(Digits::run);
        Path file = folder.resolve("comparison.html");
        Files.write(
                file,
                RunReport.bytes(runs.stream()
                        .map(run -> RecordedRun.read(run.runFolder()))
                        .toList()));
        browser.open(file.toUri().toString(), 1280);
        for (int i = 0; i < 3; i++) {
            assertThat(drawn("Loss", "--run-" + (i + 1))).as("run " + i).isGreaterThan(20);
            double loss =
                    runs.get(i).metrics().get(1).path("validation").path("loss").asDouble();
            assertThat(legend("Loss").get(i)).isCloseTo(loss, within(loss * 1e-3));
        }
        assertThat(text("#differences")).contains("training.seed").doesNotContain("training.epochs");
        assertThat(browser.evaluate("document.querySelectorAll('#results tbody tr').length")
                        .asInt())
                .isEqualTo(3);
        assertThat(browser.errors()).isEmpty();
        saveScreenshot("comparison");
    }

    @Test
    void theLivePageUpdatesAndStopsTheTraining() throws Exception {
        Digits run = digits("live")
                .with("training.epochs=100000", "training.earlyStopping=null", "training.checkpoint=10 minutes");
        AtomicReference<RunJournal> journal = new AtomicReference<>();
        LiveServer server = LiveServer.start(
                "127.0.0.1",
                0,
                () -> journal.get() == null
                        ? RunView.preparing("live")
                        : journal.get().view(),
                run.stop()::request);
        CompletableFuture<RunSummary> training = CompletableFuture.supplyAsync(() -> run.run(journal::set));
        try {
            browser.open(server.address(), 1280);
            String epochs = "document.querySelectorAll('.tile .value')[1]?.textContent.replace(/\\D/g, '') ?? '0'";
            browser.until("document.querySelector('.chart') && Number(" + epochs + ") >= 1");
            int before = browser.evaluate("Number(" + epochs + ")").asInt();
            browser.until("Number(" + epochs + ") > " + (before + 1));
            assertThat(text("#live")).contains("Epoch ", "left");
            assertThat(drawn("Loss", "--validation")).isGreaterThan(20);
            saveScreenshot("live");
            browser.evaluate("document.getElementById('stop').click()");
            assertThat(training).isNotDone();
            browser.evaluate("document.getElementById('stop').click()");
            RunSummary summary = training.get(60, TimeUnit.SECONDS);
            assertThat(summary.outcome()).isEqualTo(Outcome.INTERRUPTED);
            assertThat(run.checkpoints()).hasSize(1);
            browser.until("document.querySelector('.status').textContent === 'interrupted'");
            assertThat(browser.errors()).isEmpty();
        } finally {
            run.stop().request();
            server.close();
        }
        assertThat(folder.resolve("live").resolve(RunReport.FILE)).exists();
    }

    /** Saves images for inspection below target. */
    private static void saveScreenshot(String name) throws Exception {
        Path pictures = Files.createDirectories(Path.of("target/screenshots"));
        browser.screenshot(pictures.resolve(name + ".png"));
    }
}
