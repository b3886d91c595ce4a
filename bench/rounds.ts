/**
 * The numbers of the rounds, from 0, which warms: as many more as `most`, but no new one once `budget`
 * milliseconds have passed and two have counted. So a busy machine takes fewer rounds and not more time.
 */
export function* rounds(most: number, budget: number, now = () => performance.now()) {
  const start = now()
  for (let round = 0; round <= most; round++) {
    if (round > 2 && now() - start > budget) return
    yield round
  }
}
