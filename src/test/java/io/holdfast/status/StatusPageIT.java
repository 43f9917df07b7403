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
 * the page wider than a phone, a page that does not notice that the job is gone, a policy that forbids the page its own scripts; of its
 * buttons, one that sends nothing, or without the header, that stops without asking, that hides the job's refusal, that stays when the job is gone,
 * that does not ask for the token, or that no key reaches.
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
    void saysThatTheJobDoesNotAnswer() throws Exception {
        try (WatchedJob unusedJob = watched(1280)) {
            browser.run("window.fetch = () => Promise.reject(new Error('cut off'))");
            browser.awaitShown("#lost");
            browser.await("#lost", "has not answered for");
            browser.await("#lost", "cut off");
            browser.await("#level-text", "no answer");
        }
    }

    /** Planted defects: the server is gone before the page has heard; the page says that it knows nothing. */
    @Test
    void saysHowTheJobEnded() throws Exception {
        try (WatchedJob job = watched(1280)) {
            job.stop();
            browser.await("#findings", "The job was stopped.");
            browser.await("#level-text", "ended");
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

    @Test
    void pausesAndResumesByKeyboard() throws Exception {
        try (WatchedJob job = watched(1280)) {
            browser.run(
                    "document.querySelector('#control-buttons').closest('section').previousElementSibling.tabIndex = -1;"
                            + "document.querySelector('#control-buttons').closest('section').previousElementSibling.focus()");
            browser.type(Keys.TAB);
            assertThat(browser.focus()).isEqualTo("control-pause");
            browser.type(Keys.ENTER);
            browser.await("#control-outcome", "no other begins until you resume");
            browser.await("#findings", "told to pause");
            browser.await("#control-pause", "Resume");
            assertThat(browser.focus()).isEqualTo("control-pause");
            browser.type(Keys.SPACE);
            browser.await("#control-outcome", "next batch begins");
            browser.await("#level-text", "healthy");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void copiesABatchAndSaysWhere() throws Exception {
        Path target = directory.resolve("copy");
        try (WatchedJob job = watched(1280)) {
            browser.click("#control-snapshot");
            browser.await("#control-outcome", "A snapshot of all state begins");
            browser.click("#control-savepoint");
            assertThat(browser.focus()).isEqualTo("savepoint-target");
            browser.type(target.toString(), Keys.ENTER);
            browser.await("#control-copy", "The last savepoint is of batch ");
            assertThat(browser.text("#control-copy")).contains(target.toString());
            assertThat(target.resolve("batches")).isDirectory();
            browser.click("#control-savepoint");
            browser.type(Keys.ENTER); // the same again
            browser.await("#control-copy", "No savepoint in " + target);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void limitsASource() throws Exception {
        try (WatchedJob job = watched(1280)) {
            browser.click("#control-limit");
            browser.type("#limit-source", "more");
            browser.type("#limit-records", "40");
            browser.click("#limit-dialog [value=yes]");
            browser.await("#control-outcome", "more is read at 40 records a second at most");
            browser.click("#control-limit");
            browser.run("document.querySelector('#limit-source').append(new Option('gone'));"
                    + "document.querySelector('#limit-source').value = 'gone'");
            browser.click("#limit-dialog [value=yes]");
            browser.await("#control-outcome", "Not done: ");
            assertThat(browser.text("#control-outcome")).contains("'gone'");
        } finally {
            // The browser, too, tells of a request that is refused.
            browser.complaints();
        }
    }

    @Test
    void stopsTheJobOnlyIfPeopleAgree() throws Exception {
        try (WatchedJob job = watched(360)) {
            browser.click("#control-stop");
            assertThat(browser.text("#stop-dialog")).contains("Stop the job?");
            assertThat(browser.<Number>run("return document.documentElement.scrollWidth")
                            .intValue())
                    .isLessThanOrEqualTo(360);
            browser.type(Keys.ESCAPE);
            assertThat(browser.shows("#stop-dialog")).isFalse();
            browser.click("#control-stop");
            browser.type(Keys.ENTER); // the focus is on Cancel
            assertThat(browser.shows("#stop-dialog")).isFalse();
            assertThat(browser.focus()).isEqualTo("control-stop");
            assertThat(browser.text("#control-outcome")).isEmpty();
            browser.click("#control-stop");
            browser.click("#stop-dialog [value=yes]");
            browser.await("#control-outcome", "The job ends after the running batch");
            job.awaitTermination();
            browser.await("#level-text", "ended");
            assertThat(browser.isEnabled("#control-pause")).isFalse();
        } finally {
            browser.complaints();
        }
    }

    @Test
    void asksForTheTokenIfTheJobWantsIt() throws Exception {
        try (WatchedJob job = new WatchedJob(directory, StatusPage.onPort(0).token(TOKEN))) {
            browser.open(URI.create(job.page() + "?token=" + TOKEN));
            browser.await("#level-text", "healthy");
            browser.forgetCookies();
            browser.click("#control-pause");
            browser.awaitShown("#token-dialog");
            assertThat(browser.shows("#token-wrong")).isFalse();
            browser.type("not the token", Keys.ENTER);
            browser.awaitShown("#token-wrong");
            browser.type(TOKEN, Keys.ENTER);
            browser.await("#control-outcome", "no other begins until you resume");
            browser.await("#control-pause", "Resume");
            assertThat(browser.address()).isEqualTo(job.page().toString());
        } finally {
            browser.complaints();
        }
    }
}
