import { lineageOf } from "../lineage.ts";
import { fieldOf, type PipelineEntry, type PipelineFile, rangeOf } from "../pipeline-file.ts";
import type { PlacedLogin } from "../placed-login.ts";

/** What a job does around its logins that an earlier login, kept elsewhere, would change. */
interface View {
  readonly reason: string | null;
  /** Where it logs out first. */
  readonly logout: number;
}

/** Variables of Windows' own shell. */
const batch = /%[A-Z_]{3,80}%/;

/** Looks at jobs' texts, once each. */
export class JobScripts {
  readonly #file: PipelineFile;
  readonly #views = new Map<PipelineEntry, View>();

  constructor(file: PipelineFile) {
    this.#file = file;
  }

  /** Why a login must stay because of what stands beside it in its job; null where it need not. */
  reasonToLeave({ entry, places }: PlacedLogin): string | null {
    const { reason, logout } = this.#viewOf(entry);
    if (reason !== null) return reason;
    return places.some(({ start }) => start > logout)
      ? "Its job logs out before it, and would have no login then."
      : null;
  }

  #viewOf(entry: PipelineEntry): View {
    const known = this.#views.get(entry);
    if (known !== undefined) return known;
    const own = this.#textOf(entry);
    const at = own.search(/\b(?:docker|nerdctl|crane auth)\s+logout\b/);
    const view = { reason: this.#reasonOf(entry), logout: at < 0 ? Number.POSITIVE_INFINITY : entry.start + at };
    this.#views.set(entry, view);
    return view;
  }

  #reasonOf(entry: PipelineEntry): string | null {
    const lineage = lineageOf(entry);
    for (const one of lineage) {
      const text = this.#textOf(one);
      const folder = /(?<![\w-])DOCKER_CONFIG=|(?:~|\$HOME|\$\{HOME\}|\/root)\/\.docker\b/.exec(text)?.[0];
      if (folder !== undefined)
        return `Its job uses ${folder.trim()}, and the component keeps logins in a folder of the job's own: replace it by hand.`;
    }
    const runner = ["tags", "image"].flatMap(
      (key) => lineage.flatMap((one) => fieldOf(one, key)?.value ?? [])[0] ?? [],
    );
    const windows = runner.some((value) => {
      const [start, end] = rangeOf(value);
      return /windows|powershell|pwsh|nanoserver|servercore/i.test(this.#file.text.slice(start, end));
    });
    const sudo = /\bsudo[ \t]+(?:-\w+[ \t]+)*docker(?![ \t]+login\b)/.test(this.#textOf(entry));
    if (sudo) return "Its job runs docker with sudo, which keeps its logins elsewhere: replace it by hand.";
    return windows || batch.test(this.#textOf(entry))
      ? "Its job runs on Windows, and the component's script is one for sh; see the recipe for PowerShell."
      : null;
  }

  #textOf({ start, pair }: PipelineEntry): string {
    return this.#file.text.slice(start, rangeOf(pair?.value)[2]);
  }
}
