import { StringDecoder } from 'node:string_decoder'
import { strip } from '../../state/text/text.ts'
import type { CommandContext } from '../command/context.ts'

/** Prints what a program on a host prints, line by line: its output on stdout, its errors on stderr. */
export interface LinePrinter {
  readonly add: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void
  /** Prints what is left of a line, and resolves when all has been printed. */
  end(): Promise<void>
}

export function createLinePrinter({ print, say }: CommandContext): LinePrinter {
  let last: Promise<void> = Promise.resolve()
  const streams = {
    stdout: createLines(line => {
      last = last.then(() => print(strip(line)))
    }),
    stderr: createLines(line => say(line)),
  }
  return {
    add: (stream, bytes) => streams[stream].add(bytes),
    end() {
      streams.stdout.end()
      streams.stderr.end()
      return last
    },
  }
}

/** Whole lines of a stream, however its bytes come. */
function createLines(put: (line: string) => void) {
  const decoder = new StringDecoder('utf8')
  let open = ''
  return {
    add(bytes: Uint8Array) {
      const lines = `${open}${decoder.write(Buffer.from(bytes))}`.split('\n')
      open = lines.pop() ?? ''
      for (const line of lines) put(line)
    },
    end() {
      open += decoder.end()
      if (open !== '') put(open)
      open = ''
    },
  }
}
