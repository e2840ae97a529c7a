import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exampleWorld, idToken } from "../fake/index.ts";
import { describeWith } from "./require-tool.ts";

const root = new URL("../..", import.meta.url).pathname;

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

/** Serves a folder under a path, as GitLab Pages does for a project. */
function serve(folder: string): Server {
  return createServer(async ({ url = "" }, answer) => {
    try {
      const { pathname } = new URL(url, "http://localhost");
      const path = pathname.replace(/^\/gitlab-ecr\//, "").replace(/(^|\/)$/, "$1index.html");
      const body = await readFile(join(folder, path));
      answer.setHeader("content-type", types[extname(path)] ?? "application/octet-stream").end(body);
    } catch {
      answer.writeHead(404).end();
    }
  });
}

describeWith(["chromium"], "the website", () => {
  let folder: string;
  let server: Server;
  let origin: string;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "gitlab-ecr-site-"));
    const vitepress = join(root, "node_modules", "vitepress", "bin", "vitepress.js");
    const env = { ...process.env, CI_PAGES_URL: "https://org.pages.example.com/gitlab-ecr" };
    await promisify(execFile)(process.execPath, [vitepress, "build", "docs/site", "--outDir", folder], {
      cwd: root,
      env,
    });
    server = serve(folder);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens a page, does something there, and gives what went wrong in the browser and where it sent requests. */
  async function visit(
    path: string,
    work: (page: Page) => Promise<void>,
    {
      width = 1280,
      colorScheme = "light",
      refused = false,
    }: { width?: number; colorScheme?: "light" | "dark"; refused?: boolean } = {},
  ) {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      reducedMotion: "reduce",
    });
    try {
      const page = await context.newPage();
      const problems: string[] = [];
      const origins = new Set<string>();
      page.on("console", (message) => void (message.type() === "error" && problems.push(message.text())));
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}`));
      page.on("request", (request) => origins.add(new URL(request.url()).origin));
      await page.goto(`${origin}/gitlab-ecr/${path}`, { waitUntil: "networkidle" });
      await work(page);
      expect(problems).toEqual(refused ? problems.filter((text) => text.includes("Content Security Policy")) : []);
      expect([...origins].filter((one) => one !== "null")).toEqual([origin]);
      const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
      expect(kept).not.toMatch(/eyJ|arn:|org\/app/);
    } finally {
      await context.close();
    }
  }

  async function violations(page: Page): Promise<string[]> {
    // The page's own policy would refuse a script from elsewhere; this one comes from the test.
    const axe = await readFile(join(root, "node_modules", "axe-core", "axe.min.js"), "utf8");
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      // The button is the theme's; the rule is an experiment of axe's.
      const options = { rules: { "label-content-name-mismatch": { enabled: false } } };
      return (await axe.run(options)).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`,
      );
    });
  }

  const widths = [{ width: 1280 }, { width: 375 }, { width: 375, colorScheme: "dark" }] as const;

  async function fitsAndIsAccessible(page: Page): Promise<void> {
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    expect(await violations(page)).toEqual([]);
  }

  test.each(widths)("shows its pages without an error, accessible, at $width pixels", async (size) => {
    for (const path of ["", "getting-started.html", "errors.html", "commands.html"]) {
      await visit(path, fitsAndIsAccessible, size);
    }
  });

  test("leads to pages that are there", async () => {
    const home = await readFile(join(folder, "getting-started.html"), "utf8");
    const targets = [...home.matchAll(/href="\/gitlab-ecr\/([^"#?]*)/g)].map(([, path = ""]) =>
      path.replace(/(^|\/)$/, "$1index.html"),
    );
    expect(targets).toEqual(expect.arrayContaining(["setup-wizard.html", "security.html", "migrate.html"]));
    for (const path of targets) await expect(stat(join(folder, path)), path).resolves.toBeDefined();
  });

  test("prints a page without its menus, as wide as the paper", async () => {
    await visit("components.html", async (page) => {
      await page.emulateMedia({ media: "print" });
      for (const menu of [".VPNav", ".VPSidebar", ".VPDocFooter", ".aside"]) {
        expect(await page.locator(menu).first().isVisible(), menu).toBe(false);
      }
      expect(await page.locator("h1").boundingBox()).toMatchObject({ x: expect.toSatisfy((x: number) => x < 150) });
    });
  });

  test("finds pages by words", async () => {
    await visit("", async (page) => {
      await page.keyboard.press("Control+k");
      await page.keyboard.type("trust-denied");
      await page.waitForSelector(".results a[href*='errors']");
    });
  });

  test.each(widths)("explains a token and a trust policy, at $width pixels", async (size) => {
    const { world } = exampleWorld();
    const token = idToken(world);
    await visit(
      "trust-explainer.html",
      async (page) => {
        await page.fill("#claims", token);
        const statement = {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::455931011959:oidc-provider/gitlab.example.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { "gitlab.example.com:sub": "project_path:other/project:ref_type:branch:ref:main" },
          },
        };
        await page.fill("#policy", JSON.stringify({ Version: "2012-10-17", Statement: statement }));
        await page.waitForSelector("[data-verdict]");
        expect(await page.textContent("[data-verdict]")).toContain("AWS would refuse this job.");
        expect(await page.textContent("table")).toContain("project_path:other/project:ref_type:branch:ref:main");
        const suggested = JSON.parse((await page.textContent("[data-suggestion]")) ?? "");
        await page.fill(
          "#policy",
          JSON.stringify({ Version: "2012-10-17", Statement: { ...statement, Condition: suggested } }),
        );
        await page.waitForSelector("[data-verdict].good");
        await fitsAndIsAccessible(page);
        // What is pasted is gone with the page, and a broken token isn't repeated.
        const [header = "", payload = ""] = token.split(".");
        await page.fill("#claims", `${header}.${payload.slice(1)}.x`);
        const alert = await page.textContent("[role=alert]");
        expect(page.url()).toBe(`${origin}/gitlab-ecr/trust-explainer.html`);
        expect(await page.evaluate("history.length + JSON.stringify(history.state)")).not.toMatch(/eyJ|^[3-9]/);
        expect(alert).toContain("can't be decoded");
        expect(alert).not.toContain(payload.slice(1, 20));
        await page.reload({ waitUntil: "networkidle" });
        expect(await page.inputValue("#claims")).toBe("");
      },
      size,
    );
  });

  test.each(widths)("plans a setup in every form, at $width pixels", async (size) => {
    await visit(
      "setup-wizard.html",
      async (page) => {
        await page.fill("#project", "org/app");
        expect(await page.textContent("[data-problem]")).toContain("account");
        await page.fill("#account", "123456789012");
        await page.fill("#repository", "app");
        await page.fill("#id", "4242");
        await page.waitForSelector("[role=tab]");
        expect(await page.textContent("#files")).toContain("role_arn: arn:aws:iam::123456789012:role/gitlab-ecr-role");
        await page.click("text=Terraform");
        expect(await page.textContent("#files")).toContain('resource "aws_iam_role"');
        await fitsAndIsAccessible(page);
        await page.selectOption("#there", "user");
        expect(await page.textContent("[data-advice]")).toContain("Create a role.");
      },
      size,
    );
  });

  test("can be used by keyboard alone", async () => {
    await visit("setup-wizard.html", async (page) => {
      const type = async (id: string, text: string) => {
        await page.focus(`#${id}`);
        await page.keyboard.type(text);
      };
      await type("project", "org/app");
      await type("id", "4242");
      await type("account", "123456789012");
      await type("repository", "app");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Tab");
      expect(await page.evaluate("document.activeElement?.textContent")).toBe("Include block");
      await page.keyboard.press("ArrowRight");
      expect(await page.evaluate("document.activeElement?.textContent")).toBe("Plan");
      expect(await page.textContent("#files")).toContain("Plan for account 123456789012");
    });
  });

  test("gives its files as downloads", async () => {
    await visit("setup-wizard.html", async (page) => {
      await page.fill("#project", "org/app");
      await page.fill("#id", "4242");
      await page.fill("#account", "123456789012");
      await page.fill("#repository", "app");
      await page.click("text=CloudFormation");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.click('[aria-label="Download template.yaml"]'),
      ]);
      expect(await readFile(await download.path(), "utf8")).toContain("AWS::IAM::Role");
    });
  });

  test("forbids the browser to send anything", async () => {
    await visit(
      "trust-explainer.html",
      async (page) => {
        const policy = await page.getAttribute('meta[http-equiv="Content-Security-Policy"]', "content");
        expect(policy).toContain("connect-src 'none'");
        expect(policy).toContain("form-action 'none'");
        expect(policy).not.toMatch(/script-src [^;]*'unsafe/);
        const sent = await page.evaluate(() =>
          fetch("/gitlab-ecr/hashmap.json").then(
            () => "sent",
            () => "refused",
          ),
        );
        expect(sent).toBe("refused");
      },
      { refused: true },
    );
  });
});
