import { writeSync } from 'node:fs'

/** The modes of the user's terminal that fleetmux changes. Ink handles the alternate screen and the cursor. */
export interface Modes {
  take(mouse: boolean): void
  give(): void
  setMouse(on: boolean): void
  /** Sets the terminal's title (plain text). The old title is restored when another program gets the terminal. */
  setTitle(title: string): void
  /** Writes bytes that draw nothing, such as a bell. Writes nothing while another program uses the terminal. */
  tell(bytes: string): void
  /** Restores all modes, including Ink's, synchronously: for exits that cannot wait. */
  restore(): void
}

interface Output {
  readonly fd?: number
  write(bytes: string): unknown
}

const PASTE_ON = '\x1b[?2004h'
const PASTE_OFF = '\x1b[?2004l'
const MOUSE_ON = '\x1b[?1000h\x1b[?1006h'
const MOUSE_OFF = '\x1b[?1006l\x1b[?1000l'
const PUSH_TITLE = '\x1b[22;2t'
const POP_TITLE = '\x1b[23;2t'
const REST = '\x1b[?2026l\x1b[m\x1b[?25h\x1b[?1049l'

export function createModes(
  output: Output,
  keyboard: { setRawMode?(on: boolean): unknown },
): Modes {
  let taken = false
  let hasMouse = false
  let title = ''

  function setMouse(on: boolean): void {
    if (taken && on !== hasMouse) output.write(on ? MOUSE_ON : MOUSE_OFF)
    hasMouse = on
  }

  function setTitle(next: string): void {
    if (taken && next !== title) output.write(titled(next))
    title = next
  }

  return {
    setMouse,
    setTitle,
    tell(bytes) {
      if (taken && bytes !== '') output.write(bytes)
    },
    take(mouse) {
      taken = true
      hasMouse = false
      output.write(PUSH_TITLE + titled(title) + PASTE_ON)
      setMouse(mouse)
    },
    give() {
      if (!taken) return
      setMouse(false)
      output.write(PASTE_OFF + POP_TITLE)
      taken = false
    },
    restore() {
      if (!taken) return
      taken = false
      writeNow(output, MOUSE_OFF + PASTE_OFF + POP_TITLE + REST)
      quietly(() => keyboard.setRawMode?.(false))
    },
  }
}

function titled(title: string): string {
  return title === '' ? '' : `\x1b]2;${title}\x07`
}

/** Writes synchronously: a stream may not flush its buffer before the process ends. */
function writeNow(output: Output, bytes: string): void {
  const { fd } = output
  quietly(() => (fd === undefined ? output.write(bytes) : writeSync(fd, bytes)))
}

/** Ignores errors: the terminal may be gone, and then there is nothing to restore. */
function quietly(act: () => unknown): void {
  try {
    act()
  } catch {
    return
  }
}
