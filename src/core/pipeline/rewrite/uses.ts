import { type CommandPlace, fileName, plainText } from "../logins/known-word.ts";

/** Where a file names variables and paths, read once for all logins. */
export class Uses {
  readonly #text: string;
  #variables: ReadonlyMap<string, readonly number[]> | null = null;
  #files: ReadonlyMap<string, readonly number[]> | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  /** A variable or file that the commands at these places set, and that others use; null for none. */
  neededElsewhere(places: readonly CommandPlace[]): string | null {
    const isOutside = (at: number) => !places.some(({ start, end }) => at >= start && at < end);
    for (const { start, end } of places) {
      const source = this.#text.slice(start, end);
      for (const [, name = ""] of source.matchAll(/(?:^|\s)([A-Za-z_]\w*)=\S/g)) {
        this.#variables ??= this.#placesOf(/\$\{?([A-Za-z_]\w*)/g);
        if (this.#variables.get(name)?.some(isOutside)) return `$${name}`;
      }
      for (const [, path = ""] of source.matchAll(/(?<![0-9&])>>?[ \t]*([\w./~$-]{3,200})/g)) {
        this.#files ??= this.#placesOf(/[\w./~$-]{3,200}/g);
        if (path !== "/dev/null" && this.#files.get(lastPart(path))?.some(isOutside)) return path;
      }
    }
    return null;
  }

  #placesOf(pattern: RegExp): ReadonlyMap<string, readonly number[]> {
    const found = new Map<string, number[]>();
    for (const { 0: whole, 1: name, index } of this.#text.matchAll(pattern)) {
      const key = name ?? lastPart(whole);
      const before = found.get(key);
      if (before === undefined) found.set(key, [index]);
      else before.push(index);
    }
    return found;
  }
}

/** A path's last part, as other lines may name it from another folder. */
function lastPart(path: string): string {
  return fileName(plainText(path)).split("/").at(-1) ?? "";
}
