import { errorsPage } from "./errors-page.ts";
import type { GeneratedPage } from "./generated-page.ts";

/** All generated pages. `npm run docs` writes them, `npm run check` compares them. */
export const generatedPages: readonly GeneratedPage[] = [{ path: "docs/errors.md", text: errorsPage }];
