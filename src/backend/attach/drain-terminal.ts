import { delay } from '../clock.ts'

/** What a terminal is asked, and how it answers: that it is well. Terminals answer in order. */
const QUESTION = '\x1b[5n'
const ANSWER = '\x1b[0n'

/** Milliseconds for the answer: a terminal may be far away itself. */
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
 * Swallows what a terminal still has to say to a program that is gone: colours and versions that it was
 * asked for, mouse reports. When it has answered a question of ours, all that came before is in.
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
