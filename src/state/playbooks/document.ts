import { type Clean, clean } from '../text/clean.ts'

/** A task: one checkbox of a document. */
export interface PlaybookTask {
  /** The line number of the task; in a task list of Task Master, its id. */
  readonly line: string
  readonly isDone: boolean
  /** Whether a person must check the task off. */
  readonly isGate: boolean
  /** Whether the task depends on tasks that are not done. */
  readonly isWaiting: boolean
  readonly text: Clean
  /** If `isGate`: the question to the user. If `isWaiting`: the tasks that must be done before. */
  readonly question: Clean
}

export interface PlaybookDocument {
  /** The absolute path on the host. */
  readonly path: string
  readonly tasks: readonly PlaybookTask[]
  /** Markers that stop a playbook: it does not start while one is in the document, and ends when one is added. */
  readonly halts: readonly { readonly line: string; readonly reason: Clean }[]
}

/** Maximum number of tasks that are read of one document; everything after them is ignored. */
const MOST_TASKS = 20_000

/** Parses a host's output about documents: for each, a line `document PATH`, then the lines about its content. */
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
