import { type Clean, clean } from '../text/clean.ts'

/** One box of a document. */
export interface PlaybookTask {
  /** Its line; in a list of Task Master its id. */
  readonly line: string
  readonly isDone: boolean
  /** A person has to tick it. */
  readonly isGate: boolean
  /** It depends on tasks that are not done. */
  readonly isWaiting: boolean
  readonly text: Clean
  /** What a person is asked at a gate, or what it waits for. */
  readonly question: Clean
}

export interface PlaybookDocument {
  /** Absolute, on its host. */
  readonly path: string
  readonly tasks: readonly PlaybookTask[]
  /** Markers that stop a playbook, and refuse its start. */
  readonly halts: readonly { readonly line: string; readonly reason: Clean }[]
}

/** Tasks of one document that are read. */
const MOST_TASKS = 20_000

/** Reads what a host prints of documents: `document PATH`, then the lines of `scan`, then the next. */
export function readDocuments(text: string): readonly PlaybookDocument[] {
  const documents: {
    path: string
    tasks: PlaybookTask[]
    halts: PlaybookDocument['halts'][number][]
  }[] = []
  for (const row of text.split('\n')) {
    if (row.startsWith('document\t')) {
      documents.push({ path: row.slice('document\t'.length), tasks: [], halts: [] })
      continue
    }
    const into = documents.at(-1)
    const [line = '', state = '', kind = '', words = '', note = ''] = row.split('\t')
    if (!into || !/^[\w.]{1,40}$/.test(line) || into.tasks.length >= MOST_TASKS) continue
    if (state === 'halt') into.halts.push({ line, reason: clean(words) })
    if (state === 'open' || state === 'done' || state === 'wait')
      into.tasks.push({
        ...{ line, isDone: state === 'done', isGate: kind === 'gate' },
        isWaiting: state === 'wait',
        ...{ text: clean(words), question: clean(note) },
      })
  }
  return documents
}
