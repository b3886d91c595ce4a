import { type FileEntry, modeText } from '../../../state/files/file-entry.ts'
import { type Listing, PAGE } from '../../../state/files/host-files.ts'
import { bytesText } from '../../../state/text/bytes.ts'
import { readWhole } from '../../args/launch.ts'
import type { Call } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { toJson } from '../../print/json.ts'
import { openPlace, placeText } from './open-place.ts'
import { type FilesCommand, JSON_FLAG } from './sub-command.ts'

const HIDDEN = { kind: 'switch', letter: 'a', about: 'Also names that begin with a dot' } as const

export const listCommand: FilesCommand = {
  usage: 'HOST[:DIRECTORY] [--hidden] [--filter TEXT] [--page N]',
  summary: 'List a directory with sizes, ages and git status',
  examples: [
    [
      'files ls gpu1:src',
      'Relative to the directory of the host in the configuration, else to the home directory',
    ],
    ['files ls gpu1:/var/log --filter "*.gz"', 'Only names that match the pattern'],
  ],
  flags: {
    hidden: HIDDEN,
    filter: {
      kind: 'text',
      about: 'Only names that contain this, ignoring case, or match a pattern with * and ?',
    },
    page: { kind: 'text', about: `Page of a long directory, from 1; a page has ${PAGE} entries` },
    'no-git': { kind: 'switch', about: 'Skip git status: faster in a large repository' },
    json: JSON_FLAG,
  },
  takes: [1, 1],
  run: list,
}

async function list(call: Call, [text = '']: readonly string[]): Promise<number> {
  const { flags } = call
  const page = readWhole(flags, 'page', [1, 1_000_000], 1) - 1
  const filter = flags.text('filter')
  const { files, place } = await openPlace(call, text)
  const listing = await files.list(place, {
    ...{ hidden: flags.is('hidden'), page, git: !flags.is('no-git') },
    ...(filter !== undefined && { filter }),
  })
  if (flags.is('json')) {
    await call.print(toJson({ host: place.host, ...listing, pages: pagesOf(listing) }))
    return DONE
  }
  for (const entry of listing.entries) await call.print(entryLine(entry))
  const pages = pagesOf(listing)
  if (pages > 1)
    call.say(
      `${placeText({ host: place.host, path: listing.directory })}: page ${page + 1} of ${pages}, ${listing.total} entries in all.${page + 1 < pages ? ` For the next page: --page ${page + 2}` : ''}`,
    )
  return DONE
}

function pagesOf({ total }: Listing): number {
  return Math.max(1, Math.ceil(total / PAGE))
}

/** One line: git state, mode, size, time, name and target of a link. */
export function entryLine(entry: FileEntry): string {
  const git = entry.git ?? '  '
  const size = entry.type === 'file' ? bytesText(entry.size) : '-'
  return `${git} ${modeText(entry)} ${size.padStart(8)} ${timeText(entry.modified)}  ${entry.name}${suffixOf(entry)}`
}

function timeText(seconds: number | null): string {
  if (seconds === null) return '-'.padEnd(16)
  const time = new Date(seconds * 1000)
  return Number.isNaN(time.getTime())
    ? '-'.padEnd(16)
    : time.toISOString().slice(0, 16).replace('T', ' ')
}

function suffixOf({ type, target }: FileEntry): string {
  if (type === 'directory') return '/'
  if (!target) return ''
  const broken = target.type === null ? ' (broken link)' : ''
  return ` -> ${target.path}${target.type === 'directory' ? '/' : ''}${broken}`
}
