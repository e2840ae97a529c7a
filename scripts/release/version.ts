const part = "(?:0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)";
const form = new RegExp(`^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-(${part}(?:\\.${part})*))?$`);

/**
 * Throws unless `next` is a semantic version that comes after `current`: a version is never given twice. Build metadata
 * are refused, since tags of images can't hold them. Source: Semantic Versioning 2.0.0, 9 to 11.
 */
export function refuseVersion(next: string, current: string): void {
  const [wanted, last] = [form.exec(next), form.exec(current)];
  if (wanted === null) throw new Error(`${JSON.stringify(next)} isn't a semantic version, such as 1.2.3.`);
  if (last === null) throw new Error(`package.json's version ${JSON.stringify(current)} isn't a semantic version.`);
  const order = [1, 2, 3]
    .map((place) => Number(wanted[place]) - Number(last[place]))
    .find((difference) => difference !== 0);
  if ((order ?? comparePreReleases(wanted[4], last[4])) <= 0) throw new Error(`${next} doesn't come after ${current}.`);
}

/** Above zero where the first comes after the second. None comes after all others. */
function comparePreReleases(first: string | undefined, second: string | undefined): number {
  if (first === undefined || second === undefined) return Number(second !== undefined) - Number(first !== undefined);
  const [firsts, seconds] = [first.split("."), second.split(".")];
  for (const [place, one] of firsts.entries()) {
    const other = seconds[place];
    if (other === undefined) return 1;
    if (one !== other) return comparePart(one, other);
  }
  return firsts.length - seconds.length;
}

function comparePart(one: string, other: string): number {
  const [oneIsNumber, otherIsNumber] = [/^\d+$/.test(one), /^\d+$/.test(other)];
  if (oneIsNumber && otherIsNumber) return Number(one) - Number(other);
  if (oneIsNumber !== otherIsNumber) return oneIsNumber ? -1 : 1;
  return one < other ? -1 : 1;
}
