import type { ChangedFile } from '../../../state/files/host-files.ts'
import { sentence, toFailure } from '../../../state/model/failure.ts'
import type { Call } from '../../command/command.ts'
import { DONE, FAILED, SOME_FAILED } from '../../command/exit.ts'
import { toJson } from '../../print/json.ts'
import { openPlace, openPlaces, placeText } from './open-place.ts'
import { type FilesCommand, FROM_AND_TO, JSON_FLAG } from './sub-command.ts'
import { tellTransferred, transferOptions } from './transfer-commands.ts'

const FORCE = {
  kind: 'switch',
  about: 'Replace an existing file; a directory is never replaced',
} as const

export const newCommand: FilesCommand = {
  usage: 'HOST:PATH',
  summary: 'Create an empty file',
  examples: [['files new gpu1:src/notes.md', 'An empty file']],
  flags: {},
  takes: [1, 1],
  async run(call, [text = '']) {
    const { files, place } = await openPlace(call, text)
    const result = await files.save(place, new Uint8Array(), { before: 'none' })
    const where = placeText({ host: place.host, path: result.path })
    call.say(
      result.state === 'saved'
        ? `Made ${where}`
        : `fleetmux: ${where} already exists, and was not changed. Use another name.`,
    )
    return result.state === 'saved' ? DONE : FAILED
  },
}

export const mkdirCommand: FilesCommand = {
  usage: 'HOST:PATH',
  summary: 'Create a directory and its parents',
  examples: [['files mkdir gpu1:src/new/part', 'Missing parent directories are created too']],
  flags: {},
  takes: [1, 1],
  async run(call, [text = '']) {
    const { files, place } = await openPlace(call, text)
    return tell(call, 'Made', place.host, await files.makeDirectory(place))
  },
}

export const moveCommand: FilesCommand = {
  usage: 'HOST:FROM [HOST:]TO [--force]',
  summary: 'Rename or move a file or directory; an existing target is kept unless --force is given',
  details: FROM_AND_TO,
  examples: [
    ['files mv gpu1:src/a.ts src/b.ts', 'Within gpu1'],
    ['files mv gpu1:runs/7 store:runs/', 'To another host; the original is moved to the trash'],
  ],
  flags: { force: FORCE },
  takes: [2, 2],
  async run(call, [text = '', to = '']) {
    return copyOrMove(call, text, to, 'move')
  },
}

export const copyCommand: FilesCommand = {
  usage: 'HOST:FROM [HOST:]TO [--force]',
  summary: 'Copy a file or a whole directory; symbolic links are copied as links',
  details: FROM_AND_TO,
  examples: [
    ['files cp gpu1:src old', 'The copy appears when it is complete'],
    [
      'files cp gpu1:src build:',
      'To the directory of build, as src; the data pass through this machine',
    ],
  ],
  flags: { force: FORCE },
  takes: [2, 2],
  async run(call, [text = '', to = '']) {
    return copyOrMove(call, text, to, 'copy')
  },
}

async function copyOrMove(call: Call, text: string, to: string, way: 'copy' | 'move') {
  const did = way === 'move' ? 'Moved to' : 'Copied to'
  // If TO names no host, it is a path on the host of FROM.
  const { files, places } = await openPlaces(call, /^[^/~.][^/]*:/.test(to) ? [text, to] : [text], {
    several: true,
  })
  const [from = { host: '', path: '' }, target = { ...from, path: to }] = places
  if (target.host === from.host) {
    const done = await files[way](from, { to: target.path, force: call.flags.is('force') })
    return tell(call, did, from.host, done)
  }
  const options = { ...transferOptions(call, from), move: way === 'move' }
  const done = await files.copyBetween(from, target, options)
  if (done.trash) call.say(`The original is in the trash: ${from.host}:${done.trash}`)
  return tellTransferred(call, `${did} ${target.host}:${done.path}`, done)
}

export const removeCommand: FilesCommand = {
  usage: 'HOST:PATH... [--permanently]',
  summary: 'Move files and directories to the trash of the host; `files restore` restores them',
  examples: [['files rm gpu1:src/old gpu1:src/older', 'Move both to the trash of the host']],
  flags: {
    permanently: { kind: 'switch', about: 'Delete permanently instead of moving to the trash' },
  },
  takes: [1, 98],
  run: remove,
}

async function remove(call: Call, texts: readonly string[]): Promise<number> {
  const { files, places } = await openPlaces(call, texts)
  const permanently = call.flags.is('permanently')
  let failed = 0
  for (const place of places) {
    try {
      const { path } = await files.remove(place, { permanently })
      const how = permanently ? 'Removed permanently' : 'Moved to the trash'
      call.say(`${how}: ${placeText({ host: place.host, path })}`)
    } catch (thrown) {
      failed++
      call.say(`fleetmux: ${sentence(toFailure(thrown, place.host))}`)
    }
  }
  if (failed === 0) return DONE
  return failed === places.length ? FAILED : SOME_FAILED
}

export const trashCommand: FilesCommand = {
  usage: 'HOST [--json]',
  summary: 'List the trash of a host, newest first',
  details: '',
  examples: [
    [
      'files trash gpu1',
      'The removed files and directories, with the time of removal and the original path',
    ],
  ],
  flags: { json: JSON_FLAG },
  takes: [1, 1],
  async run(call, [text = '']) {
    const { files, place } = await openPlace(call, text)
    const trashed = await files.trash(place.host)
    if (call.flags.is('json')) await call.print(toJson({ host: place.host, files: trashed }))
    else if (trashed.length === 0) call.say(`The trash of ${place.host} is empty.`)
    else
      for (const { removed, path, type } of trashed)
        await call.print(`${removed.replace('T', ' ')}  ${path}${type === 'directory' ? '/' : ''}`)
    return DONE
  },
}

export const restoreCommand: FilesCommand = {
  usage: 'HOST:PATH [--as PATH]',
  summary: 'Restore what was last removed at this path',
  examples: [
    ['files restore gpu1:src/old', 'To its original path, unless something else is there now'],
  ],
  flags: { as: { kind: 'text', about: 'Restore to this path on the host instead' } },
  takes: [1, 1],
  async run(call, [text = '']) {
    const { files, place } = await openPlace(call, text)
    const to = call.flags.text('as')
    return tell(
      call,
      'Restored',
      place.host,
      await files.restore(place, to === undefined ? {} : { to }),
    )
  },
}

function tell(call: Call, did: string, host: string, { path, note }: ChangedFile): number {
  call.say(`${did} ${host}:${path}${note ? ` (${note})` : ''}`)
  return DONE
}
