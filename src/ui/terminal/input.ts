import { createDecoder, type Token } from './keys.ts'

const ESCAPE_DELAY = 20

export interface Keyboard {
  on(event: 'data', listener: (chunk: Buffer) => void): unknown
  off(event: 'data', listener: (chunk: Buffer) => void): unknown
  resume(): unknown
  pause(): unknown
  setRawMode?(on: boolean): unknown
}

export interface Input {
  start(): void
  stop(): void
  /** Discards input until none has arrived for a while: replies of the terminal, and keys meant for another program. */
  drain(): Promise<void>
}

const QUIET = 30

/** The only reader of the user's keyboard. */
export function createInput(keyboard: Keyboard, take: (tokens: readonly Token[]) => void): Input {
  let decoder = createDecoder()
  let timer: NodeJS.Timeout | null = null
  const stray = new Set<() => void>()

  function hand(tokens: readonly Token[]): void {
    if (timer) clearTimeout(timer)
    timer = decoder.waiting ? setTimeout(() => hand(decoder.flush()), ESCAPE_DELAY) : null
    if (stray.size > 0) for (const touch of stray) touch()
    else if (tokens.length > 0) take(tokens)
  }
  const onData = (chunk: Buffer): void => hand(decoder.push(chunk))

  return {
    start() {
      decoder = createDecoder()
      keyboard.setRawMode?.(true)
      keyboard.on('data', onData)
      keyboard.resume()
    },
    stop() {
      if (timer) clearTimeout(timer)
      timer = null
      keyboard.off('data', onData)
      keyboard.pause()
      keyboard.setRawMode?.(false)
    },
    drain: () =>
      new Promise(resolve => {
        let quiet: NodeJS.Timeout
        const end = (): void => {
          stray.delete(touch)
          resolve()
        }
        const touch = (): void => {
          clearTimeout(quiet)
          quiet = setTimeout(end, QUIET)
        }
        stray.add(touch)
        quiet = setTimeout(end, QUIET)
      }),
  }
}
