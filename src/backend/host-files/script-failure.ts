import { samePath } from '../../state/files/written-path.ts'
import type { FailureText } from '../../state/model/failure.ts'
import { FILE_EXITS } from './scripts/path-script.ts'

/** Converts a script's exit code and standard error to a failure. */
export function scriptFailure(
  host: string,
  what: string,
  code: number,
  stderr: Uint8Array,
): FailureText {
  const said = Buffer.from(stderr).toString('latin1').trim()
  const last = samePath(said.split('\n').at(-1) ?? '')
  const [, full] = FULL.find(([when]) => when.test(said)) ?? []
  const failure = { kind: KINDS[code] ?? 'remote', host, what } as const
  if (full) {
    // The path of a copy with the earlier content must not be lost.
    const why = KEPT.test(last) ? `${full}; ${last}` : full
    return { ...failure, kind: 'remote', why, hint: 'Free disk space on the host and try again.' }
  }
  const hint = hintFor(host, code, last)
  const why = last || `the command on the host ended with exit code ${code}`
  return { ...failure, why, ...(hint !== '' && { hint }) }
}

const KINDS: Readonly<Record<number, FailureText['kind']>> = {
  [FILE_EXITS.missing]: 'remote',
  [FILE_EXITS.wrongType]: 'refused',
  [FILE_EXITS.denied]: 'refused',
  [FILE_EXITS.exists]: 'refused',
  [FILE_EXITS.cutShort]: 'lost',
  [FILE_EXITS.cannotTell]: 'refused',
  [FILE_EXITS.refused]: 'refused',
}

/** Error messages of a host where no more can be written, and the reason in fleetmux's words. */
const FULL: readonly (readonly [RegExp, string])[] = [
  [/No space left on device/i, 'the disk of the host is full'],
  [/Disk quota exceeded/i, 'your disk quota on the host is used up'],
  [/File too large/i, 'the host allows no file of this size'],
]

const KEPT = /its earlier content is in/

const PERMISSIONS =
  'Change the permissions on the host, where `ls -ld PATH` shows them, or choose another path.'

/** Hints by the last line of the script's standard error. An empty hint: the line itself says what to do. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/already exists$/, 'Choose another name, or move the existing one away.'],
  [/: name the directory itself|; --permanently removes it/, ''],
  [KEPT, 'Check the free space on the host, then move the earlier content back.'],
  [/another user has exchanged/, 'Try again, or choose a directory that only you may write to.'],
  [/no private directory can be made/, 'Choose a directory that only you may write to.'],
  [/somebody else is saving/, 'Try again in a minute.'],
  [
    /contains the home directory|is in the trash or contains it/,
    'Name another path: fleetmux never moves or removes the home directory or the trash.',
  ],
  [/is both the source and the target|is inside of/, 'Name another target.'],
  [/a directory, which is never replaced/, 'Choose another name, or move the directory away.'],
  [/does not name a file/, 'Write the name of a file or directory at the end of the path.'],
  [
    /is no longer in the trash/,
    'Somebody has restored or removed it meanwhile: list the trash again.',
  ],
  [/Read-only file system/, 'Choose a path on a file system that can be written to.'],
  [/Permission denied|Operation not permitted|can't cd/i, PERMISSIONS],
  [/not found$/, 'Install this program on the host.'],
]

const BY_CODE: Readonly<Record<number, string>> = {
  [FILE_EXITS.wrongType]: 'Name a regular file.',
  [FILE_EXITS.denied]: PERMISSIONS,
  [FILE_EXITS.cutShort]: 'The target was not changed. Try again.',
  [FILE_EXITS.cannotTell]:
    'The file must be readable, and the host needs sha256sum, shasum, openssl or cksum.',
  [FILE_EXITS.full]: 'Check the free space and the permissions on the host, then try again.',
}

function hintFor(host: string, code: number, last: string): string {
  const [, hint] = HINTS.find(([when]) => when.test(last)) ?? []
  if (hint !== undefined) return hint
  if (code === FILE_EXITS.missing)
    return `Check the path: \`fleetmux files ls ${host}:\` lists the directory in which relative paths begin.`
  return (
    BY_CODE[code] ?? `Try again. If it fails again, test the host: \`fleetmux hosts test ${host}\`.`
  )
}
