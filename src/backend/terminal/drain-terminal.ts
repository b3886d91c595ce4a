import { delay } from '../clock.ts'

/** A status request to the terminal. */
const QUESTION = '\x1b[5n'
/** The terminal's answer, "ready". A terminal answers requests in order. */
const ANSWER = '\x1b[0n'

/**
 * Timeout for the terminal's answer to the status request, in milliseconds. The terminal may be on the other side of a
 * slow connection.
 */
const PATIENCE = 2000

interface Keyboard {
  readonly isTTY?: boolean
  on(event: 'data', listener: (bytes: Buffer) => void): unknown
  off(event: 'data', listener: (bytes: Buffer) => void): unknown
  resume(): unknown
  pause(): unknown
  setRawMode?(on: boolean): unknown
}

interface Output {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/**
 * Reads and drops the terminal's late answers to a program that has ended: colours, versions, mouse reports. Sends a
 * request of its own: when it is answered, all earlier answers have arrived.
 */
export async function drainTerminal(keyboard: Keyboard, output: Output): Promise<void> {
  if (!keyboard.isTTY || !output.isTTY || !keyboard.setRawMode) return
  const answered = Promise.withResolvers<void>()
  let said = ''
  const listen = (bytes: Buffer): void => {
    said = (said + bytes.toString('latin1')).slice(-100)
    if (said.includes(ANSWER)) answered.resolve()
  }
  keyboard.setRawMode(true)
  keyboard.on('data', listen)
  keyboard.resume()
  output.write(QUESTION)
  await Promise.race([answered.promise, delay(PATIENCE)])
  keyboard.off('data', listen)
  keyboard.pause()
  keyboard.setRawMode(false)
}
