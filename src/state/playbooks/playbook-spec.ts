import * as z from 'zod'
import { type Clean, clean } from '../text/clean.ts'
import { parseJson } from '../text/parse-json.ts'

/** A started playbook, as stored in its directory on the host. */
const playbookSpecSchema = z.object({
  version: z.literal(1),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  name: z.string().max(500),
  agent: z.string().max(200),
  /** The working directory of the agents; absolute. */
  directory: z.string().max(4096),
  /** Absolute paths on the host. */
  documents: z.array(z.string().max(4096)).max(200),
  /** Epoch milliseconds, by the clock of the machine that started the playbook. */
  created: z.number().int().nonnegative(),
})
export type PlaybookSpec = z.infer<typeof playbookSpecSchema>

/** One playbook of one host, and its current state. */
export interface PlaybookRow {
  readonly host: string
  readonly spec: PlaybookSpec
  /** `gone`: the playbook's process has died without an end record, for example when the host restarted. */
  readonly state: 'running' | 'gate' | 'ended' | 'gone'
  /** How the playbook ended; empty: it has not ended. */
  readonly end: Clean
  /** The open question to the user. */
  readonly question: Clean
  /** The directory on the host in which fleetmux stores the playbook's specification and events. */
  readonly path: Clean
}

function readPlaybookSpec(json: string): PlaybookSpec | null {
  return playbookSpecSchema.safeParse(parseJson(json)).data ?? null
}

/**
 * Parses a host's list of playbooks. Each playbook has three lines: `STATE END PATH` (END: how it ended, or `-`), the
 * question that waits for the user, and the specification as JSON.
 */
export function readPlaybookRows(host: string, text: string): readonly PlaybookRow[] {
  const lines = text.split('\n')
  const rows: PlaybookRow[] = []
  for (let at = 0; at + 2 < lines.length; at += 3) {
    const [, state, end = '', path = ''] =
      /^(running|gate|ended|gone) (\w+|-) (.*)$/.exec(lines[at] ?? '') ?? []
    const spec = readPlaybookSpec(lines[at + 2] ?? '')
    if (!spec || !state) continue
    rows.push({
      ...{ host, spec, state: state as PlaybookRow['state'] },
      end: clean(end === '-' ? '' : end),
      question: clean(lines[at + 1] ?? ''),
      path: clean(path),
    })
  }
  return rows
}
