const form = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?$/;

/**
 * Throws unless `next` is a semantic version that comes after `current`: a version is never given twice. Of pre-releases
 * it only compares the version that they lead to. Source: Semantic Versioning 2.0.0, 9 to 11.
 */
export function refuseVersion(next: string, current: string): void {
  const [wanted, last] = [form.exec(next), form.exec(current)];
  if (wanted === null) throw new Error(`${JSON.stringify(next)} isn't a semantic version, such as 1.2.3.`);
  if (last === null) throw new Error(`package.json's version ${JSON.stringify(current)} isn't a semantic version.`);
  const order = [1, 2, 3]
    .map((part) => Number(wanted[part]) - Number(last[part]))
    .find((difference) => difference !== 0);
  const later = order === undefined ? last[4] !== undefined && wanted[4] !== last[4] : order > 0;
  if (!later) throw new Error(`${next} doesn't come after ${current}.`);
}
