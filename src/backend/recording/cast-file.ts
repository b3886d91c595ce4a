import { type FileHandle, lstat, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ownDirectory } from '../../disk/own-directory.ts'
import { makeOwnDirectory } from '../../disk/private-file.ts'
import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { timeOfDay } from '../../state/text/time-of-day.ts'
import { localReason } from '../files/local-reason.ts'

type Of<T extends Command['type']> = Extract<Command, { type: T }>

/** The files of recordings. Nothing is buffered in this process: each write goes to the file at once. */
export interface CastFiles {
  begin(command: Of<'begin-cast'>): Promise<Event>
  write(command: Of<'cast'>): Promise<Event | void>
  end(command: Of<'end-cast'>): Promise<Event | void>
  /** Writes a complete recording (of the last minutes of the followed pane) into a file of its own. */
  keep(command: Of<'keep-cast'>): Promise<Event>
  close(): Promise<void>
}

interface Cast {
  readonly name: string
  readonly path: string
  readonly file: FileHandle
}

/** Recordings are in the XDG data directory, each with a unique name. */
export function createCastFiles(env: NodeJS.ProcessEnv = process.env): CastFiles {
  const casts = new Map<number, Promise<Cast>>()
  /** The last operation on each recording, for which the next one waits. */
  const turns = new Map<number, Promise<unknown>>()

  function inTurn<T>(recording: number, work: () => Promise<T>): Promise<T> {
    const turn = (turns.get(recording) ?? Promise.resolve()).then(work)
    turns.set(
      recording,
      turn.catch(() => {}), // The caller gets the error; later operations still run
    )
    return turn
  }

  /**
   * Does the work, one operation on a recording at a time. An error ends the recording and is reported with the
   * recording's number.
   */
  async function guarded<T>(
    recording: number,
    work: () => Promise<T>,
    what = 'The recording was stopped, because its file cannot be written.',
  ): Promise<T | Event> {
    try {
      return await inTurn(recording, work)
    } catch (thrown) {
      await forget(recording)
      return { type: 'cast-failed', recording, failure: unwritten(env, what, thrown) }
    }
  }

  async function forget(recording: number): Promise<void> {
    const cast = casts.get(recording)
    casts.delete(recording)
    turns.delete(recording)
    await cast?.then(
      ({ file }) => file.close(),
      () => {}, // the failure was reported already
    )
  }

  return {
    begin: ({ recording, name, at, header }) =>
      guarded(
        recording,
        async (): Promise<Event> => {
          const made = create(directory(env), name, at)
          casts.set(recording, made)
          const { file, path } = await made
          await file.appendFile(`${header}\n`)
          return { type: 'did', text: `Recording ${name} into ${path}` }
        },
        `${name} is not recorded, because the file cannot be created.`,
      ),
    write: ({ recording, lines }) =>
      guarded(recording, async (): Promise<void> => {
        const cast = await casts.get(recording)
        await cast?.file.appendFile(lines.map(line => `${line}\n`).join(''))
      }),
    end: ({ recording }) =>
      guarded(recording, async (): Promise<Event | void> => {
        const cast = await casts.get(recording)
        await forget(recording)
        if (cast) return { type: 'did', text: `Recorded ${cast.name} in ${cast.path}` }
      }),
    async keep({ name, at, lines }) {
      try {
        const path = await writeWhole(await create(directory(env), name, at), lines)
        return { type: 'did', text: `Saved the last minutes of ${name} to ${path}` }
      } catch (thrown) {
        const what = `The last minutes of ${name} were not saved, because the file cannot be written.`
        throw new FailureError(unwritten(env, what, thrown))
      }
    },
    async close() {
      await Promise.all(turns.values())
      await Promise.all([...casts.keys()].map(forget))
    },
  }
}

/**
 * Creates the file of a recording. Recordings contain the text of panes, so only this user can read them, and neither
 * their directory nor a link to it may belong to another user.
 */
async function create(into: string, name: string, at: number): Promise<Cast> {
  makeOwnDirectory(into)
  for (const { uid } of [await lstat(into), await stat(into)])
    if (uid !== process.getuid?.()) throw new Error(`${into} belongs to user ${uid}`)
  const stem = `${name.replace(/[^\w.-]+/g, '-')}-${stamp(at)}`
  for (let take = 1; take < 100; take++) {
    const path = join(into, `${stem}${take > 1 ? `-${take}` : ''}.cast`)
    try {
      return { name, path, file: await open(path, 'wx', 0o600) }
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
    }
  }
  const what = `${into} has 99 recordings that begin with ${stem}.`
  throw new FailureError({
    kind: 'refused',
    what,
    hint: 'Nothing was recorded. Move some of them to another directory, or record again in a second.',
  })
}

async function writeWhole({ file, path }: Cast, lines: readonly string[]): Promise<string> {
  try {
    await file.appendFile(lines.map(line => `${line}\n`).join(''))
  } finally {
    await file.close()
  }
  return path
}

function unwritten(env: NodeJS.ProcessEnv, what: string, thrown: unknown): Failure {
  if (thrown instanceof FailureError) return thrown.failure
  return makeFailure({
    kind: 'refused',
    what,
    why: localReason(thrown),
    hint: `Check that ${directory(env)} on this machine is a directory of yours that you may write to, and that its disk has free space.`,
  })
}

function directory(env: NodeJS.ProcessEnv): string {
  return join(ownDirectory('XDG_DATA_HOME', env), 'recordings')
}

/** A time as `20261121-174400`, in local time. */
function stamp(at: number): string {
  const date = new Date(at)
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two).join('')
  return `${day}-${timeOfDay(at).replaceAll(':', '')}`
}

function two(part: number): string {
  return String(part).padStart(2, '0')
}
