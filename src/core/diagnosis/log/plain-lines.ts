// ECMA-48: a control sequence, or an operating system command up to its end.
const escapes = /\u001b(?:\[[0-9:;<=>?]{0,40}[ -/]{0,4}[@-~]|\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
// GitLab: `section_start:SECONDS:NAME[options]`, and since 17.6 a time and a stream before each line.
const sectionMarkers = /section_(?:start|end):\d{1,12}:[\w.-]{1,200}(?:\[[^\]]{0,200}\])?/g;
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z [0-9a-f]{2}[OE][ +]?/;

const longestLine = 4000;

/**
 * The lines of a job log as people see them: without escape sequences, GitLab's section markers and time stamps. A line
 * that goes on for longer than any message is cut.
 */
export function plainLines(log: string): string[] {
  return log
    .split(/\r?\n/)
    .map((line) =>
      line
        .slice(0, longestLine)
        .replace(timestamp, "")
        .replace(escapes, "")
        .replace(sectionMarkers, "")
        .replaceAll("\r", " ")
        .trim(),
    );
}
