import type { FileVersion } from '../../../state/files/file-version.ts'
import type { FilePlace, HostFiles, SaveResult } from '../../../state/files/host-files.ts'
import { saveBeside } from '../../../state/files/save-beside.ts'
import type { WrittenPath } from '../../../state/files/written-path.ts'
import type { Call } from '../../command/command.ts'
import type { Flag } from '../../command/flag.ts'
import { printDifference } from './difference.ts'
import { placeText } from './open-place.ts'

const CHOICES = ['overwrite', 'keep-both', 'later'] as const
type Choice = (typeof CHOICES)[number]

/** The flag that says what to do if another process has changed the file since it was read. */
export const ON_CONFLICT: Flag = {
  kind: 'text',
  of: CHOICES,
  about:
    'If the file has changed: overwrite, keep-both or later (keep your copy, do not save); default: ask, or later without a terminal',
}

export interface Saving {
  readonly files: HostFiles
  readonly place: FilePlace
  readonly bytes: Uint8Array
  readonly before: FileVersion | 'none' | 'any'
}

/** How saving ended: the file was saved at `path`, or not saved, so that the local copy is kept for a later attempt. */
export type Settled =
  | { readonly state: 'saved'; readonly path: WrittenPath; readonly inPlace: string | null }
  | { readonly state: 'later'; readonly path: WrittenPath }

function readConflictChoice({ flags }: Pick<Call, 'flags'>): Choice | null {
  const given = flags.text('on-conflict')
  return CHOICES.find(each => each === given) ?? null
}

/** Saves a file. Asks about a conflict, and again if the file changes meanwhile, until the conflict is resolved. */
export async function saveSettled(call: Call, saving: Saving): Promise<Settled> {
  const { files, place, bytes } = saving
  const given = readConflictChoice(call)
  let result = await files.save(place, bytes, { before: saving.before })
  while (result.state === 'conflict') {
    const choice = given ?? (await choose(call, saving, result))
    if (choice === 'later') {
      if (given) call.say(conflictText(saving, result))
      return { state: 'later', path: result.path }
    }
    if (choice === 'keep-both') {
      const path = await saveBeside(files, { host: place.host, path: result.path }, bytes)
      return { state: 'saved', path, inPlace: null }
    }
    // If the user was asked, overwrites only the version of the file that the user was asked about, not a later one.
    const before = given ? 'any' : (result.now ?? 'none')
    result = await files.save(place, bytes, { before })
  }
  return { state: 'saved', path: result.path, inPlace: result.inPlace }
}

type Conflict = Extract<SaveResult, { state: 'conflict' }>

async function choose(call: Call, saving: Saving, conflict: Conflict): Promise<Choice> {
  call.say(conflictText(saving, conflict))
  if (!call.terminal.stdin) return 'later'
  for (;;) {
    call.say(
      '[o] overwrite the file  [k] keep both  [d] show the difference  [l] do not save now, keep your copy',
    )
    const answer = (await call.readLine()).trim().toLowerCase()
    if (answer === 'o') return 'overwrite'
    if (answer === 'k') return 'keep-both'
    if (answer === 'l' || answer === '') return 'later'
    if (answer === 'd') await printDifference(call, saving)
  }
}

/** The sentence that says why the file cannot be saved without a choice of the user. */
function conflictText({ before, place }: Saving, { now, path }: Conflict): string {
  const where = placeText({ host: place.host, path })
  if (before === 'none') return `${where} already exists.`
  return now
    ? `${where} was changed by somebody else after you read it.`
    : `${where} was removed or moved by somebody else after you read it.`
}
