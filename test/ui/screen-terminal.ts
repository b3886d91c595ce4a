import { EventEmitter } from 'node:events'
import headless from '@xterm/headless'
import type { Command } from '../../src/state/model/messages/command.ts'
import { createStore } from '../../src/state/store.ts'
import { update } from '../../src/ui/app/update.ts'
import type { UiState } from '../../src/ui/model/ui-state.ts'
import { type Lend, startScreen } from '../../src/ui/start-screen.tsx'
import type { UiStore } from '../../src/ui/view/ui-store.ts'
import { NOW } from './fleet.ts'

/** A terminal emulator in place of the user's terminal, and the screen running on it. */

const DEADLINE = 60_000

export interface Shown {
  readonly store: UiStore
  readonly lend: Lend
  readonly commands: Command[]
  readonly emulator: headless.Terminal
  /** Settles when the screen has ended. */
  readonly ended: Promise<void>
  readonly isRaw: () => boolean
  /** Bytes written so far. */
  readonly written: () => number
  press(bytes: string): void
  resize(columns: number, rows: number): void
  /** The rows as they are now. */
  rows(): Promise<string[]>
  /** The rows as soon as they hold the text. */
  until(text: string | RegExp): Promise<string[]>
  quit(): Promise<void>
}

class Keyboard extends EventEmitter {
  raw = false
  setRawMode(on: boolean): void {
    this.raw = on
  }
  resume(): void {}
  pause(): void {}
}

class Output extends EventEmitter {
  written = 0
  readonly emulator: headless.Terminal
  constructor(emulator: headless.Terminal) {
    super()
    this.emulator = emulator
  }
  get columns(): number {
    return this.emulator.cols
  }
  get rows(): number {
    return this.emulator.rows
  }
  write(bytes: string): boolean {
    this.written += bytes.length
    this.emulator.write(bytes)
    return true
  }
}

export function showScreen(initial: UiState): Shown {
  const { columns, rows } = initial.view
  const emulator = new headless.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    scrollback: 0,
  })
  const stdin = new Keyboard()
  const stdout = new Output(emulator)
  const commands: Command[] = []
  const store = createStore({
    update,
    initial,
    run: command => commands.push(command),
    now: () => NOW,
  })
  const lend: Lend = {}
  const ended = startScreen({ store, lend, stdin, stdout, colour: '256' })
  const press = (bytes: string) => stdin.emit('data', Buffer.from(bytes))
  const read = () => rowsOf(emulator)
  return {
    store,
    lend,
    commands,
    emulator,
    ended,
    isRaw: () => stdin.raw,
    written: () => stdout.written,
    press,
    resize(columns, rows) {
      emulator.resize(columns, rows)
      stdout.emit('resize')
    },
    rows: read,
    until: text => untilShown(read, text),
    async quit() {
      store.dispatch({ type: 'back' })
      press('\x03')
      await ended
    },
  }
}

/** Waits for the thing, never for a time. */
export async function until(isSo: () => boolean | Promise<boolean>, what = 'it'): Promise<void> {
  const end = Date.now() + DEADLINE
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`${what} did not come`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

async function rowsOf(emulator: headless.Terminal): Promise<string[]> {
  await new Promise<void>(resolve => emulator.write('', resolve))
  const { active } = emulator.buffer
  return Array.from({ length: emulator.rows }, (_, y) =>
    (active.getLine(active.baseY + y)?.translateToString(false, 0, emulator.cols) ?? '').trimEnd(),
  )
}

async function untilShown(read: () => Promise<string[]>, text: string | RegExp): Promise<string[]> {
  let rows: string[] = []
  const isThere = async () => {
    rows = await read()
    const all = rows.join('\n')
    return typeof text === 'string' ? all.includes(text) : text.test(all)
  }
  await until(isThere, String(text)).catch(error => {
    throw new Error(`${(error as Error).message}:\n${rows.join('\n')}`)
  })
  return rows
}
