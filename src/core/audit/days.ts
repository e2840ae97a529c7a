const day = 86_400_000;

/** Whole days from a moment to another; none where it lies ahead. */
export function daysBetween(from: string, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - new Date(from).getTime()) / day));
}

/** The moment so many days later, as ISO 8601. */
export function inDays(from: string, days: number): string {
  return new Date(new Date(from).getTime() + days * day).toISOString();
}
