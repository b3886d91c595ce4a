/** A question that stays open longer makes its host slow, in milliseconds. */
const SLOW = 1000

/** Tells when answers take long, and when they come again. Its timer runs only while a question is open. */
export function createPulse(
  waiting: () => number,
  tell: (slow: boolean) => void,
): { watch: () => void; stop: () => void } {
  let timer: NodeJS.Timeout | undefined
  let slow = false

  function beat(): void {
    const wait = waiting()
    if (wait > SLOW !== slow) {
      slow = !slow
      tell(slow)
    }
    if (wait === 0) stop()
  }

  function stop(): void {
    clearInterval(timer)
    timer = undefined
  }

  return {
    watch: () => {
      timer ??= setInterval(beat, SLOW / 2)
    },
    stop,
  }
}
