package io.holdfast.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;

/** A headless Chromium, as Debian has it. */
final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChromeDriver driver;

    Browser() {
        assertThat(List.of(CHROMIUM, DRIVER))
                .as("apt-get install chromium chromium-driver")
                .allMatch(Files::isExecutable);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        // As root in a container there is no sandbox, and little shared memory. It opens our own page only.
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
    }

    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void colours(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void open(URI page) {
        driver.get(page.toString());
    }

    String address() {
        return driver.getCurrentUrl();
    }

    String text(String selector) {
        return element(selector).getText();
    }

    /** Also of what is folded away. */
    String content(String selector) {
        return Objects.requireNonNull(element(selector).getDomProperty("textContent"));
    }

    void click(String selector) {
        element(selector).click();
    }

    void press(String selector, Keys... keys) {
        element(selector).sendKeys(keys);
    }

    /** Keys go where the focus is. */
    void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    void type(String selector, String text) {
        element(selector).sendKeys(text);
    }

    /** The id of what has the focus. */
    String focus() {
        return run("return document.activeElement.id");
    }

    boolean isEnabled(String selector) {
        return element(selector).isEnabled();
    }

    void forgetCookies() {
        driver.manage().deleteAllCookies();
    }

    boolean shows(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream().anyMatch(WebElement::isDisplayed);
    }

    private WebElement element(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    @SuppressWarnings("unchecked")
    <T> T run(String script) {
        return (T) driver.executeScript(script);
    }

    /** How many colours a canvas shows: one if nothing is drawn. */
    long coloursOf(String canvas) {
        return this.<Number>run("const c = document.querySelector('" + canvas + "');"
                        + "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                        + "const seen = new Set();"
                        + "for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 200) seen.add(d[i] << 16 | d[i + 1] << 8 | d[i + 2]);"
                        + "return seen.size;")
                .longValue();
    }

    void await(String selector, String text) {
        Awaitility.await(selector).atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(content(selector))
                .contains(text));
    }

    void awaitShown(String selector) {
        Awaitility.await(selector).atMost(PATIENCE).until(() -> shows(selector));
    }

    /** What the page complained of. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
