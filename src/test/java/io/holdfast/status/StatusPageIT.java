package io.holdfast.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The status page in a real browser. Planted defects: charts that are not drawn, text of the job that goes in as markup, a table that makes
 * the page wider than a phone, a page that does not notice that the job is gone, a policy that forbids the page its own scripts.
 */
class StatusPageIT {

    private static final String TOKEN = "s3cret-s3cret-s3cret";
    private static Browser browser;

    @TempDir
    private Path directory;

    @BeforeAll
    static void open() {
        browser = new Browser();
    }

    /** The page of the test before asks a job that is gone: what it complains of is not ours. */
    @BeforeEach
    void leaveThePageBefore() {
        browser.open(URI.create("about:blank"));
        browser.complaints();
    }

    @AfterAll
    static void close() {
        browser.close();
    }

    private WatchedJob watched(int width) throws Exception {
        WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0));
        browser.size(width, 900);
        browser.colours("light");
        browser.open(job.page());
        browser.await("#level-text", "healthy");
        browser.awaitShown("#batches tbody tr:nth-child(3)");
        return job;
    }

    @Test
    void showsAJobThatRuns() throws Exception {
        try (WatchedJob job = watched(1280)) {
            browser.run("window.unloaded = 'not'");
            String newest = browser.text("#batches tbody button");
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !browser.text("#batches tbody button")
                    .equals(newest));
            assertThat(browser.<String>run("return window.unloaded"))
                    .as("live, without loading again")
                    .isEqualTo("not");
            assertThat(browser.text("#job")).isEqualTo("watched");
            assertThat(browser.text("#tiles")).contains("Behind", "Input", "/s", "Load", "Checkpoint", "Sinks");
            assertThat(browser.text("#sources")).contains("numbers", "generator", "2 splits");
            assertThat(browser.text("#operators")).contains("counts", "10");
            assertThat(browser.text("#sinks")).contains("lines", "seen", "foreachBatch");
            assertThat(browser.text("#restarts")).contains("Process started", "ready after");
            for (String chart : new String[] {"#costs", "#input", "#size"}) {
                assertThat(browser.coloursOf(chart + " .uplot canvas"))
                        .as(chart)
                        .isGreaterThan(3);
            }
            browser.awaitShown("#graph svg .node.state");
            assertThat(browser.content("#graph svg")).contains("counts", "stage 1", "10 keys");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void opensABatch() throws Exception {
        try (WatchedJob job = watched(1280)) {
            String batch = browser.text("#batches tbody tr:nth-child(2) button");
            browser.click("#batches tbody tr:nth-child(2) button");
            browser.await("#batch-title", "Batch " + batch);
            browser.await("#manifest", "\"batch\": " + batch + ",");
            assertThat(browser.text("#batch-tables")).contains("numbers", "counts", "mapWithState", "lines");
            assertThat(browser.text("#graph-of")).contains("batch " + batch);
            browser.click("#batch-previous");
            browser.await("#manifest", "\"batch\": " + (Long.parseLong(batch) - 1) + ",");
            browser.press("#batch-close", Keys.ESCAPE);
            assertThat(browser.shows("#batch")).isFalse();
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void opensABatchByKeyboard() throws Exception {
        try (WatchedJob job = watched(1280)) {
            browser.press("#costs", Keys.HOME, Keys.ARROW_RIGHT);
            String hint = browser.text("#costs-hint");
            assertThat(hint).startsWith("#").contains("read ", "commit ");
            browser.press("#costs", Keys.ENTER);
            browser.awaitShown("#batch");
            browser.await("#manifest", "\"kind\": \"BATCH\"");
        }
    }

    @Test
    void showsARestart() throws Exception {
        try (WatchedJob job = watched(1280)) {
            job.fails.set(true);
            browser.await("#restarts", "Restart 1 at");
            browser.await("#restarts", "the database <b>is</b> away");
            browser.await("#findings", "restarted once");
            browser.await("#level-text", "needs attention");
            assertThat(browser.shows("#restarts b"))
                    .as("text of the job is no markup")
                    .isFalse();
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void fitsOnAPhone() throws Exception {
        try (WatchedJob job = watched(360)) {
            browser.awaitShown("#graph svg");
            browser.click("#batches tbody button");
            browser.await("#manifest", "\"kind\": \"BATCH\"");
            assertThat(browser.<Number>run("return document.documentElement.scrollWidth")
                            .intValue())
                    .isLessThanOrEqualTo(360);
            assertThat(browser.coloursOf("#costs .uplot canvas")).isGreaterThan(3);
        }
    }

    @Test
    void isDarkWhereThatIsPreferred() throws Exception {
        try (WatchedJob job = watched(1280)) {
            String background = "return getComputedStyle(document.body).backgroundColor";
            String light = browser.run(background);
            browser.colours("dark");
            assertThat(browser.<String>run(background)).isNotEqualTo(light).isEqualTo("rgb(18, 20, 23)");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void saysThatTheJobIsGone() throws Exception {
        try (WatchedJob job = watched(1280)) {
            job.stop();
            browser.awaitShown("#lost");
            browser.await("#lost", "has not answered for");
            browser.await("#level-text", "no answer");
        } finally {
            // Requests that fail are its complaints here.
            browser.complaints();
        }
    }

    @Test
    void theTokenLeavesTheAddress() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0).token(TOKEN))) {
            browser.open(URI.create(job.page() + "?token=" + TOKEN));
            browser.await("#level-text", "healthy");
            assertThat(browser.address()).isEqualTo(job.page().toString());
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
