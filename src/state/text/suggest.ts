/** The choice that differs by at most two letters (one in short words); null: no choice is so similar. */
export function suggest(written: string, choices: readonly string[]): string | null {
  const most = written.length < 4 ? 1 : 2
  let best: string | null = null
  let least = most + 1
  for (const choice of choices) {
    const away = distance(written.toLowerCase(), choice.toLowerCase(), least)
    if (away < least) [best, least] = [choice, away]
  }
  return best
}

/** The number of letters to add, drop or change, at most `limit`. */
function distance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) >= limit) return limit
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 1; i <= one.length; i++) {
    const next = [i]
    for (let j = 1; j <= other.length; j++) {
      const changed = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, changed))
    }
    row = next
  }
  return Math.min(limit, row.at(-1) ?? limit)
}
