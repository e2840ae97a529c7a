import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditHtml } from "../../src/reports/index.ts";
import { exampleReport } from "../core/audit/example-report.ts";
import { hostileReport } from "../reports/audit/hostile-report.ts";
import { describeWith } from "./require-tool.ts";

const phone = { width: 375, height: 812 };
const desktop = { width: 1280, height: 900 };
const long = `gitlab-${"ci".repeat(140)}`;

/** Pages by name: the example, an account of hostile names, and one of names without a place to break. */
const pages = {
  example: exampleReport,
  "hostile tags": hostileReport(
    `</style></svg><script>fetch("http://127.0.0.1:9/")</script><img src="http://127.0.0.1:9/x">`,
  ),
  "hostile attributes": hostileReport(
    `"'><a href="javascript:alert(1)" onclick="alert(1)" autofocus onfocus='alert(1)'>x</a>`,
  ),
  "long names": hostileReport(long),
  empty: {
    ...exampleReport,
    users: [],
    roles: [],
    providers: [],
    repositories: [],
    findings: [],
    unread: [],
    readiness: [],
  },
};
type Name = keyof typeof pages;
const names = Object.keys(pages) as Name[];

interface Opened {
  readonly page: Page;
  /** What the page wrote on the console, asked for from anywhere, or threw. */
  readonly noise: readonly string[];
}

describeWith(["chromium"], "the HTML report in Chromium", () => {
  let browser: Browser;
  let folder: string;
  let axe: string;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
    folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-audit-html-"));
    axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    for (const name of names) await writeFile(join(folder, `${name}.html`), auditHtml(pages[name], "1.2.3"));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(name: Name, options: BrowserContextOptions = {}): Promise<Opened> {
    const page = await browser.newPage({ viewport: desktop, ...options });
    const noise: string[] = [];
    const address = pathToFileURL(join(folder, `${name}.html`)).href;
    page.on("console", (message) => noise.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => noise.push(`error: ${error.message}`));
    page.on("dialog", (dialog) => {
      noise.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      if (request.url() !== address) noise.push(`request: ${request.url()}`);
    });
    await page.goto(address);
    return { page, noise };
  }

  test.each(names)("%s: no errors, no requests, no scripts; with scripts off it reads the same", async (name) => {
    const { page, noise } = await open(name);
    const without = await open(name, { javaScriptEnabled: false });
    expect(await page.title()).toContain("GitLab and ECR access");
    expect(await page.locator("script, img, iframe, a:not([href^='#'])").count()).toBe(0);
    expect(await page.locator("body").textContent()).toBe(await without.page.locator("body").textContent());
    expect([...noise, ...without.noise]).toEqual([]);
    await Promise.all([page.close(), without.page.close()]);
  });

  test.each(names)("%s: its Content-Security-Policy admits nothing that a page could be made to do", async (name) => {
    const { page, noise } = await open(name);
    expect(await page.evaluate(addedScriptRuns)).toBe(false);
    expect(await page.evaluate(addedStyleCounts)).toBe(false);
    expect(noise).toHaveLength(2);
    expect(noise.every((line) => line.includes("Content Security Policy"))).toBe(true);
    await page.close();
  });

  test.each(names.flatMap((name) => [[name, "phone", phone] as const, [name, "desktop", desktop] as const]))(
    "%s: nothing is wider than the screen of a %s",
    async (name, _, viewport) => {
      const { page } = await open(name, { viewport });
      const { wide, content, culprits } = await page.evaluate<{ wide: number; content: number; culprits: string[] }>(
        whatIsTooWide,
      );
      expect(culprits).toEqual([]);
      expect(content).toBe(wide);
      await page.close();
    },
  );

  test.each(
    (["example", "long names"] as const).flatMap((name) =>
      (["light", "dark"] as const).flatMap((colorScheme) => [
        [name, colorScheme, "phone", phone] as const,
        [name, colorScheme, "desktop", desktop] as const,
      ]),
    ),
  )("%s: axe finds nothing in %s on a %s", async (name, colorScheme, _, viewport) => {
    const { page } = await open(name, { viewport, colorScheme });
    await page.evaluate(axe);
    const { violations, passes } = (await page.evaluate("axe.run()")) as AxeResults;
    const told = violations.map(({ id, nodes }) => [
      id,
      nodes.slice(0, 3).map(({ target, failureSummary }) => [target, failureSummary]),
    ]);
    expect(told).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain("color-contrast");
    await page.close();
  });

  test("the keyboard reaches every link and the commands, and is seen doing it", async () => {
    const { page } = await open("example");
    const expected = await page.locator("a, [tabindex]").count();
    const seen = new Set<string>();
    for (let press = 0; press < expected; press++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate<{ place: number }>(whatHasTheFocus);
      expect(focused).toMatchObject({ outline: "solid 3px", onScreen: true });
      seen.add(String(focused.place));
    }
    expect(seen.size).toBe(expected);
    await page.close();
  });

  test("the first link leads past the contents, and a finding's to its user", async () => {
    const { page } = await open("example");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).toBe("#summary");
    await page.locator("#findings a", { hasText: "gitlab-ci" }).first().click();
    expect(await page.locator(":target h3").textContent()).toBe("user gitlab-ci");
    await page.close();
  });

  test.each([
    ["phone", phone, "narrow", "wide"],
    ["desktop", desktop, "wide", "narrow"],
  ] as const)("a %s has the pictures that it can show", async (_, viewport, shown, hidden) => {
    const { page } = await open("example", { viewport });
    for (const section of ["#access", "#keys"]) {
      expect(await page.locator(`${section} svg.${shown}`).isVisible()).toBe(true);
      expect(await page.locator(`${section} svg.${hidden}`).isVisible()).toBe(false);
    }
    const tiny = await page.evaluate<string[]>(tinyLabels);
    expect(tiny).toEqual([]);
    await page.close();
  });

  test("no label of the picture leaves its box", async () => {
    for (const name of ["example", "long names"] as const) {
      const { page } = await open(name);
      const outside = await page.evaluate<string[]>(labelsOutsideTheirBoxes);
      expect(outside).toEqual([]);
      await page.close();
    }
  });

  test("prints black on white, also from a dark screen, with the wide picture and without the contents", async () => {
    const { page } = await open("example", { colorScheme: "dark", viewport: phone });
    await page.emulateMedia({ media: "print" });
    const printed = await page.evaluate(howItLooks);
    expect(printed).toEqual({
      color: "rgb(0, 0, 0)",
      backgroundColor: "rgb(255, 255, 255)",
      contents: "none",
      picture: "block",
    });
    const pdf = await page.pdf({ format: "A4", printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    await page.close();
  });

  test("ten thousand candidates open, and are all there", async () => {
    const [user] = exampleReport.users;
    if (user === undefined) throw new Error("The example has no user.");
    const users = Array.from({ length: 10_000 }, (_, index) => ({
      ...user,
      name: `gitlab-ci-${index}`,
      arn: `${user.arn}-${index}`,
    }));
    await writeFile(join(folder, "many.html"), auditHtml({ ...exampleReport, users }, "1.2.3"));
    const page = await browser.newPage({ viewport: desktop });
    await page.goto(pathToFileURL(join(folder, "many.html")).href);
    expect(await page.locator("#principals code", { hasText: /^gitlab-ci-9999$/ }).count()).toBe(1);
    expect(await page.locator("#access svg.wide .node.principal").count()).toBe(16);
    await page.close();
  });
});

// What runs in the page is text: the tests are compiled where no browser's names exist.

const addedScriptRuns = `(() => {
  const script = document.createElement("script");
  script.textContent = "window.ran = true";
  document.body.append(script);
  return Object.hasOwn(window, "ran");
})()`;

const addedStyleCounts = `(() => {
  const style = document.createElement("style");
  style.textContent = "body { color: rgb(1, 2, 3) }";
  document.body.append(style);
  return getComputedStyle(document.body).color === "rgb(1, 2, 3)";
})()`;

const whatIsTooWide = `(() => {
  const wide = document.documentElement.clientWidth;
  const culprits = [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > wide + 1)
    .map((element) => element.tagName + " " + element.className)
    .slice(0, 3);
  return { wide, content: document.documentElement.scrollWidth, culprits };
})()`;

const whatHasTheFocus = `(() => {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const place = [...document.querySelectorAll("a, [tabindex]")].indexOf(element);
  return { place, outline: outlineStyle + " " + outlineWidth, onScreen: element.getBoundingClientRect().left >= 0 };
})()`;

const tinyLabels = `[...document.querySelectorAll("svg text")]
  .filter((text) => text.getBoundingClientRect().width > 0)
  .filter((text) => Number.parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a < 9.5)
  .map((text) => text.textContent)`;

const labelsOutsideTheirBoxes = `[...document.querySelectorAll("#access svg.wide .node")].flatMap((node) => {
  const { right } = node.querySelector("rect").getBoundingClientRect();
  return [...node.querySelectorAll("text")]
    .filter((text) => text.getBoundingClientRect().right > right - 2)
    .map((text) => text.textContent);
})`;

const howItLooks = `(() => {
  const { color, backgroundColor } = getComputedStyle(document.body);
  const display = (selector) => getComputedStyle(document.querySelector(selector)).display;
  return { color, backgroundColor, contents: display("nav"), picture: display("#access svg.wide") };
})()`;
