/** Simple statistics that can be checked by hand or by counting all possible outcomes. */

export interface Interval {
  readonly low: number
  readonly high: number
}

/** The two-sided 95 % quantile of the normal distribution. */
const Z = 1.959963984540054

/** Wilson's interval of a rate: 10 of 20 is 0.299 to 0.701. null: `of` is 0. */
export function wilson(hits: number, of: number): Interval | null {
  if (of === 0) return null
  const rate = hits / of
  const square = Z * Z
  const middle = (rate + square / (2 * of)) / (1 + square / of)
  const half =
    (Z / (1 + square / of)) * Math.sqrt((rate * (1 - rate)) / of + square / (4 * of * of))
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/**
 * McNemar's exact two-sided test of two models on the same cases: the probability that the cases that only one model
 * passes are split at least this unevenly by chance. 6:0 is .03125.
 */
export function mcnemar(onlyOne: number, onlyOther: number): number {
  const all = onlyOne + onlyOther
  if (all === 0) return 1
  const fewer = Math.min(onlyOne, onlyOther)
  let tail = 0
  for (let count = 0; count <= fewer; count++) tail += choose(all, count)
  return Math.min(1, (2 * tail) / 2 ** all)
}

/** Holm's correction of probabilities for multiple comparisons, in the given order. */
export function holm(probabilities: readonly number[]): readonly number[] {
  const sorted = probabilities.map((p, at) => ({ p, at })).toSorted((one, other) => one.p - other.p)
  const corrected: number[] = new Array(probabilities.length)
  let least = 0
  for (const [rank, { p, at }] of sorted.entries()) {
    least = Math.max(least, Math.min(1, p * (sorted.length - rank)))
    corrected[at] = least
  }
  return corrected
}

/** Unbiased probability that at least one of k attempts passes if c of n passed: 1 - C(n-c, k) / C(n, k). */
export function passAtK(n: number, c: number, k: number): number | null {
  if (k > n || k < 1) return null
  return 1 - ratio(n - c, n, k)
}

/** Unbiased probability that all of k attempts pass: C(c, k) / C(n, k). */
export function passHatK(n: number, c: number, k: number): number | null {
  if (k > n || k < 1) return null
  return ratio(c, n, k)
}

/** C(part, k) / C(whole, k), computed without overflow. */
function ratio(part: number, whole: number, k: number): number {
  let product = 1
  for (let at = 0; at < k; at++) product *= Math.max(0, part - at) / (whole - at)
  return product
}

function choose(n: number, k: number): number {
  let product = 1
  for (let at = 1; at <= k; at++) product = (product * (n - k + at)) / at
  return product
}

/**
 * The 95 % interval of the mean difference of two models by a bootstrap over whole cases, because the attempts of one
 * case are not independent.
 */
export function bootstrapDifference(
  differences: readonly number[],
  random: () => number,
  rounds = 10_000,
): Interval | null {
  if (differences.length === 0) return null
  const means = Array.from({ length: rounds }, () => {
    let sum = 0
    for (let at = 0; at < differences.length; at++)
      sum += differences[Math.floor(random() * differences.length)] ?? 0
    return sum / differences.length
  }).sort((one, other) => one - other)
  const at = (share: number) => means[Math.min(rounds - 1, Math.floor(share * rounds))] ?? 0
  return { low: at(0.025), high: at(0.975) }
}

/**
 * The two-sided p-value for the hypothesis that the true mean difference is zero, by a bootstrap as in
 * `bootstrapDifference`.
 */
export function bootstrapProbability(
  differences: readonly number[],
  random: () => number,
  rounds = 10_000,
): number {
  if (differences.length === 0 || differences.every(each => each === 0)) return 1
  let [below, above] = [1, 1]
  for (let round = 0; round < rounds; round++) {
    let sum = 0
    for (let at = 0; at < differences.length; at++)
      sum += differences[Math.floor(random() * differences.length)] ?? 0
    if (sum <= 0) below++
    if (sum >= 0) above++
  }
  return Math.min(1, (2 * Math.min(below, above)) / (rounds + 1))
}
