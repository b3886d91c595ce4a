import { StringDecoder } from 'node:string_decoder'
import { strip } from '../../state/text/text.ts'
import type { CommandContext } from '../command/context.ts'

/** Prints the output of a program on a host line by line: its stdout on stdout, its stderr on stderr. */
export interface LinePrinter {
  readonly add: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void
  /** Prints an unfinished line, and resolves when everything has been printed. */
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

/** Splits a stream into whole lines, however it is divided into chunks. */
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
