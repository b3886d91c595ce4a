import { FailureError } from '../../../state/model/failure.ts'
import { MOST_LISTED } from '../../../state/runs/list-everywhere.ts'
import type { RunListener } from '../../../state/runs/order.ts'
import type { RunRow } from '../../../state/runs/spec.ts'
import { sendUnseen } from '../../transport/sent-script.ts'
import type { Running, Transport } from '../../transport/transport.ts'
import { readRow } from '../run-description.ts'
import { failureOf } from '../run-host.ts'
import { EXITS, watchScript } from '../run-scripts.ts'

/**
 * Maximum length of a line that the watching process on the host prints, in UTF-16 code units. At a longer line, the
 * watch fails.
 */
const LONGEST = 256 * 1024
/** Milliseconds for which changes are collected before the host is queried about them. */
const COLLECT = 50
/** Maximum number of bytes kept of a host's error message. */
const COMPLAINT = 2000

/**
 * Watches a host's runs until `signal` aborts. One process on the host prints only changes. Resolves with false if the
 * host has never had a run. Rejects with a FailureError if the watch cannot start or breaks.
 */
export async function watchHostRuns(
  transport: Transport,
  listener: RunListener,
  signal: AbortSignal,
): Promise<boolean> {
  signal.throwIfAborted()
  const { argv, first } = sendUnseen(watchScript, 'fleetmux', [String(MOST_LISTED)])
  const running = await transport.open(argv, { first })
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => {})
  const stop = () => broken.reject(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  const { host } = transport
  const asking = createAsking(running)
  const rows = createRowReader(host, listener)
  let complaint = ''
  readLines(host, running.stdout, rows.line, broken.reject)
  readLines(
    host,
    running.stderr,
    line => {
      if (ID.test(line)) asking.about(line)
      if (complaint.length < COMPLAINT) complaint += `${line}\n`
    },
    broken.reject,
  )
  try {
    const { code, lost } = await Promise.race([running.ended, broken.promise])
    if (!lost && code === EXITS.missing) return false
    if (!lost && code === EXITS.notOurs)
      throw failureOf(host, { code, stderr: Buffer.from(complaint) })
    throw new FailureError({
      kind: 'lost',
      host,
      what: 'The script that reports the runs of the host to fleetmux has ended.',
      why: lost ? 'the connection broke' : `its exit code was ${code}`,
      hint: `A running screen or server starts it again. To list the runs: \`fleetmux run list --on ${host}\`.`,
    })
  } finally {
    signal.removeEventListener('abort', stop)
    asking.end()
    running.stdin.end()
    await running.kill()
  }
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/**
 * Asks the script on the host about runs whose ids it has printed because they changed: all together, `COLLECT`
 * milliseconds after the first id, and each run once.
 */
function createAsking({ stdin }: Running): { about(id: string): void; end(): void } {
  const ids = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  // A broken pipe is ignored, because `running.ended` reports the end of the process.
  stdin.on('error', () => {})
  return {
    about(id) {
      ids.add(id)
      timer ??= setTimeout(() => {
        timer = undefined
        stdin.write([...ids].map(each => `${each}\n`).join(''))
        ids.clear()
      }, COLLECT)
    },
    end: () => clearTimeout(timer),
  }
}

/**
 * Parses what the script that watches a host's runs prints: two lines for each run, a dot after all runs, then two
 * lines for each run that changes, or `none ID` for one that was removed.
 */
function createRowReader(host: string, listener: RunListener): { line(text: string): void } {
  let head: string | null = null
  let listed: RunRow[] | null = []
  return {
    line(text) {
      if (head !== null) {
        const row = readRow(host, head, text)
        head = null
        if (!row) return
        if (listed) listed.push(row)
        else listener.runs([row], false)
        if (listed && listed.length > MOST_LISTED) listed.shift()
      } else if (text === '.') {
        listener.runs(listed ?? [], true)
        listed = null
      } else if (text.startsWith('none ')) {
        if (ID.test(text.slice(5))) listener.removed(text.slice(5))
      } else head = text
    },
  }
}

function readLines(
  host: string,
  stream: NodeJS.ReadableStream,
  take: (line: string) => void,
  failed: (thrown: unknown) => void,
): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
    if (rest.length > LONGEST)
      failed(
        new FailureError({
          kind: 'remote',
          host,
          what: 'The runs of the host cannot be read: its answer is not a list of runs.',
          why: `a line is longer than ${LONGEST / 1024} KiB`,
          hint: `The list on the screen stays as it was until the host is reconnected. To read its runs now: \`fleetmux run list --on ${host}\`.`,
        }),
      )
  })
}
