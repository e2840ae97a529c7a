import { writeText } from "./config-file.ts";
import { type Flow, fileName, joinFlows, nothing } from "./known-word.ts";
import type { Frame, ScriptReader } from "./script-reader.ts";

/** Programs that hand on what they read, changed at most in form. */
const filters = new Set(
  "awk base64 cut envsubst grep gzip head jq openssl python python3 sed sort tail tr uniq yq ConvertFrom-Json ConvertTo-Json ForEach-Object Select-Object % Out-String".split(
    " ",
  ),
);
const printers = new Set(["echo", "printf", "Write-Output", "Write-Host", "print"]);
const readers = new Set(["cat", "type", "Get-Content", "gc"]);
const writers = new Set(["Out-File", "Set-Content", "Add-Content"]);

/** What a program prints that deals with texts; null for one that doesn't. */
export function textOutput(
  reader: ScriptReader,
  program: string,
  args: readonly Flow[],
  input: Flow | null,
  frame: Frame,
): Flow | null {
  if (printers.has(program)) return { ...joinFlows(args.filter(isNoOption), " "), script: scriptOf(args) };
  if (readers.has(program)) return readFiles(reader, args, input);
  if (program === "tee") {
    for (const path of args.filter(isNoOption)) writeText(reader, path, input ?? nothing, frame);
    return input ?? nothing;
  }
  if (writers.has(program)) {
    const [path, value] = args.filter(isNoOption);
    if (path !== undefined) writeText(reader, path, input ?? value ?? nothing, frame);
    return nothing;
  }
  if (!filters.has(program)) return null;
  const property = args.some(({ shape }) => /^Command$/i.test(shape));
  if (input?.carries != null && property) return { ...input, carries: { ...input.carries, what: "command" } };
  if (input !== null) return { ...input, literal: null, script: null };
  const files = args.flatMap((path) => reader.files.get(fileName(path)) ?? []);
  // jq makes documents of its arguments.
  return program === "jq" ? { ...joinFlows(args), literal: null } : { ...nothing, carries: joinFlows(files).carries };
}

function readFiles(reader: ScriptReader, args: readonly Flow[], input: Flow | null): Flow {
  const named = args.filter(isNoOption).filter(({ shape }) => shape !== "-");
  if (named.length === 0) return input ?? nothing;
  return joinFlows(named.map((path) => reader.files.get(fileName(path)) ?? { ...nothing, names: path.names }));
}

function scriptOf(args: readonly Flow[]): Flow["script"] {
  return args.length === 1 ? (args[0]?.script ?? null) : null;
}

function isNoOption({ shape }: Flow): boolean {
  return !/^-[A-Za-z]+$/.test(shape);
}
