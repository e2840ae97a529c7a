/** What the checks look at in a Markdown page. */
export interface MarkdownPage {
  /** Targets of links and images, with the line they stand in. */
  readonly links: readonly Placed[];
  /** Code between backticks, and the lines of code blocks. */
  readonly code: readonly Placed[];
  /** What a link can point to: headings as GitHub and GitLab name them, and `<a id="…">`. */
  readonly anchors: ReadonlySet<string>;
}

/** A piece of text, and the line it stands in. */
export interface Placed {
  readonly line: number;
  readonly text: string;
}

/** Reads a page as far as the checks need it. */
export function markdownPage(source: string): MarkdownPage {
  const links: Placed[] = [];
  const code: Placed[] = [];
  const anchors = new Set<string>();
  let fence: string | null = null;
  for (const [index, text] of source.split("\n").entries()) {
    const line = index + 1;
    const mark = /^\s*(```+|~~~+)/.exec(text)?.[1] ?? null;
    if (mark !== null && (fence === null || mark.startsWith(fence))) {
      fence = fence === null ? mark : null;
    } else if (fence !== null || /^ {6}/.test(text)) {
      code.push({ line, text });
    } else {
      code.push(...captures(text, /`([^`]+)`/g, line));
      const prose = text.replace(/`[^`]*`/g, (span) => "x".repeat(span.length));
      links.push(
        ...captures(prose, /\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g, line),
        ...captures(prose, /^\[[^\]]+\]:\s+(\S+)/g, line),
      );
      for (const { text: id } of captures(text, /<a (?:id|name)="([^"]+)"/g, line)) anchors.add(id);
      const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(text)?.[1];
      if (heading !== undefined) anchors.add(freeAnchor(anchors, heading));
    }
  }
  return { links, code, anchors };
}

function captures(text: string, regex: RegExp, line: number): Placed[] {
  return [...text.matchAll(regex)].map(([, found = ""]) => ({ line, text: found }));
}

function freeAnchor(taken: ReadonlySet<string>, heading: string): string {
  const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
  const anchor = text.replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
  for (let count = 0; ; count++) {
    const candidate = count === 0 ? anchor : `${anchor}-${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}
