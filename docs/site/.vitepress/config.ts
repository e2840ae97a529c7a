import { createHash } from "node:crypto";
import { defineConfig } from "vitepress";

/** Where the sources are, for links that lead out of the documentation; GitLab Pages knows it. */
const project = process.env.CI_PROJECT_URL ?? "https://gitlab.com/GROUP/gitlab-ecr";
/** The path that the site has on its host, with a slash at both ends. */
const base =
  process.env.CI_PAGES_URL === undefined ? "/" : `${new URL(process.env.CI_PAGES_URL).pathname.replace(/\/$/, "")}/`;

const page = (text: string, path: string) => ({ text, link: `/${path}` });

/** An arrow into a box, in the page itself. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M8 1v8M5 6l3 3 3-3M2 8v6h12V8" fill="none" stroke="#c2520f" stroke-width="2"/></svg>',
)}`;

export default defineConfig({
  title: "gitlab-ecr",
  description: "Log GitLab CI/CD jobs into Amazon ECR with their ID token, and see why where it fails.",
  lang: "en",
  base,
  srcDir: "..",
  outDir: "../../public",
  cacheDir: "../../node_modules/.cache/gitlab-ecr-site",
  cleanUrls: false,
  head: [["link", { rel: "icon", href: icon }]],
  metaChunk: true,
  // Nothing is loaded that isn't asked for.
  router: { prefetchLinks: false },
  rewrites: { "site/:page.md": ":page.md", "recipes/README.md": "recipes/index.md" },
  srcExclude: ["site/.vitepress/**"],
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      page("Getting started", "getting-started"),
      page("Setup wizard", "setup-wizard"),
      page("Trust explainer", "trust-explainer"),
    ],
    sidebar: [
      {
        text: "Use it",
        items: [
          page("Getting started", "getting-started"),
          page("Five minutes", "five-minutes"),
          page("Components", "components"),
          page("Push", "push"),
          page("Login in depth", "login"),
          page("Recipes", "recipes/"),
          page("Credentials for everything else", "credentials"),
          page("Networks", "networks"),
        ],
      },
      {
        text: "The AWS side",
        items: [
          page("Setup", "setup"),
          page("Setup wizard", "setup-wizard"),
          page("Private GitLab", "private-gitlab"),
          page("Audit", "audit"),
          page("Audit reports", "audit-reports"),
          page("Migrate", "migrate"),
          page("Rotate", "rotate"),
        ],
      },
      {
        text: "When it fails",
        items: [
          page("The doctor", "doctor"),
          page("Trust explainer", "trust-explainer"),
          page("Errors and warnings", "errors"),
          page("Trust findings", "trust-findings"),
          page("Audit findings", "audit-findings"),
        ],
      },
      {
        text: "Reference",
        items: [
          page("Commands", "commands"),
          page("Use it from a program", "programs"),
          page("Programs' interface", "api"),
          page("Test without AWS", "testing"),
          page("Versions", "versions"),
          page("Compared", "compared"),
          page("Performance", "performance"),
        ],
      },
      {
        text: "Trust it",
        items: [
          page("Security", "security"),
          page("Delivery", "delivery"),
          page("Verify", "verify"),
          page("Mirror", "mirror"),
          page("Dependencies", "dependencies"),
          page("Architecture", "architecture"),
          page("Mutation testing", "mutation"),
        ],
      },
    ],
  },
  // What lies outside of docs/ is the repository's.
  ignoreDeadLinks: [/^(\.\/)?(\.\.\/)+/],
  vite: { esbuild: { tsconfigRaw: { compilerOptions: { target: "es2022" } } } },
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config(markdown) {
      const outside =
        /^(?:\.\.\/)+((?:CHANGELOG|CONTRIBUTING|README|SECURITY|LICENSE|templates|src|test|bench|scripts|Dockerfile)\b.*)$/;
      // Code is shown as it stands, braces and all.
      markdown.renderer.rules.code_inline = (tokens, index) =>
        `<code v-pre>${markdown.utils.escapeHtml(tokens[index]?.content ?? "")}</code>`;
      // Indented code as fenced code: it scrolls by itself, and can be copied.
      markdown.renderer.rules.code_block = (tokens, index, options, environment, self) => {
        const token = tokens[index];
        if (token !== undefined) Object.assign(token, { type: "fence", tag: "code", info: "text" });
        return markdown.renderer.rules.fence?.(tokens, index, options, environment, self) ?? "";
      };
      const render = markdown.renderer.rules.link_open;
      markdown.renderer.rules.link_open = (tokens, index, options, environment, self) => {
        const token = tokens[index];
        const target = token?.attrGet("href") ?? "";
        const [, path] = outside.exec(target) ?? [];
        if (path !== undefined) token?.attrSet("href", `${project}/-/blob/HEAD/${path}`);
        return render?.(tokens, index, options, environment, self) ?? self.renderToken(tokens, index, options);
      };
    },
  },
  // Nothing is sent anywhere: the browser itself forbids it. The scripts in the page are known by their hashes.
  transformHtml(html) {
    const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, code = ""]) => code);
    const hashes = inline.map((code) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`);
    const policy = [
      "default-src 'none'",
      `script-src 'self' ${[...new Set(hashes)].join(" ")}`,
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
    ].join("; ");
    return html.replace("<head>", `<head>\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`);
  },
});
