/** The least CPU time of each work in microseconds, after one round that isn't counted. */
export function leastCosts<Name extends string>(
  works: Readonly<Record<Name, () => unknown>>,
  rounds: number,
): Record<Name, number> {
  const names = Object.keys(works) as Name[];
  const costs = new Map<Name, number>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const before = process.cpuUsage();
      works[name]();
      const { user, system } = process.cpuUsage(before);
      if (round > 0) costs.set(name, Math.min(costs.get(name) ?? Number.POSITIVE_INFINITY, user + system));
    }
  }
  return Object.fromEntries(costs) as Record<Name, number>;
}
