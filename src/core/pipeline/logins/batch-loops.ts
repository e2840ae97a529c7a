/** A loop of Windows' own shell over what a command prints. */
export interface BatchLoop {
  readonly start: number;
  readonly end: number;
  /** What it runs, as `sh` would write it: the command's output in the place of the loop's variable. */
  readonly pieces: readonly { readonly text: string; readonly at: number }[];
}

const loop =
  /(?<=(?:^|[\n&(@])[ \t]{0,40})for[ \t]+\/f[ \t]+[^(\n]{0,200}?(%{1,2}[a-z])[ \t]+in[ \t]*\([ \t]*'([^'\n]{1,2000})'[ \t]*\)[ \t]*do[ \t]+@?([^\n]{1,4000})/dgi;

/** The loops `for /f "tokens=*" %%i in ('COMMAND') do BODY` of a script. Source: Microsoft's reference of `for`. */
export function batchLoopsIn(text: string): BatchLoop[] {
  return [...text.matchAll(loop)].flatMap(
    ({ 0: whole, 1: name = "", 2: command = "", 3: body = "", index, indices }) => {
      const [, , commandAt, bodyAt] = indices ?? [];
      if (commandAt === undefined || bodyAt === undefined) return [];
      let at = bodyAt[0];
      const pieces = body.split(name).flatMap((piece, order) => {
        const before =
          order === 0
            ? []
            : [
                { text: "$(", at },
                { text: command, at: commandAt[0] },
                { text: ")", at },
              ];
        if (order > 0) at += name.length;
        const own = { text: piece, at };
        at += piece.length;
        return [...before, own];
      });
      return [{ start: index, end: index + whole.trimEnd().length, pieces }];
    },
  );
}
