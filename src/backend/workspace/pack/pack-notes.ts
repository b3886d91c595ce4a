import { andMore } from '../../../state/text/word-list.ts'
import { ask, type GitOptions, runGit } from '../git.ts'

/** Maximum number of files that one warning names; the others are counted. */
const NAMED = 5

/** Warnings about a packed repository. They do not prevent packing. */
export async function packNotes(
  gitDirectory: string,
  commit: string,
  unread: readonly string[],
  signal?: AbortSignal,
): Promise<string[]> {
  const place = { directory: gitDirectory, signal }
  const pointers = await lfsPointers(commit, place)
  const modules = await ask(['rev-parse', '-q', '--verify', `${commit}:.gitmodules`], place)
  return [
    ...(unread.length > 0
      ? [
          `Not checked for secrets, because files larger than 5 MB are not read: ${andMore(unread, NAMED)}.`,
        ]
      : []),
    ...(pointers.length > 0
      ? [`Sent as pointers without the content, which Git LFS stores: ${andMore(pointers, NAMED)}.`]
      : []),
    ...(modules === null
      ? []
      : ['Submodules are not sent: their directories are empty on the host.']),
  ]
}

/**
 * Files of the commit that are only LFS pointers. Searched only in repositories that use LFS, because the search reads
 * every file.
 */
async function lfsPointers(commit: string, place: GitOptions): Promise<string[]> {
  const attributes = [commit, '--', ':(glob)**/.gitattributes']
  const uses = await runGit(['grep', '-q', 'filter=lfs', ...attributes], place)
  if (uses.code !== 0) return []
  const first = '^version https://git-lfs.github.com/spec/'
  const found = await runGit(['grep', '-lzIE', first, commit], place)
  const paths = found.stdout
    .toString()
    .split('\0')
    .filter(path => path !== '')
  return paths.map(path => path.slice(commit.length + 1))
}

/** The URL of `origin`, without a password, if other machines can use it; else ''. Never a local path. */
export async function sharedOrigin(place: GitOptions): Promise<string> {
  const url = (await ask(['remote', 'get-url', 'origin'], place)) ?? ''
  if (/^[\w.-]+@[\w.-]+:(?!\/\/)/.test(url)) return url
  if (!/^(https?|ssh|git):\/\//.test(url) || !URL.canParse(url)) return ''
  const parsed = new URL(url)
  parsed.password = ''
  // The user name may be a token, and only ssh needs it.
  if (parsed.protocol !== 'ssh:') parsed.username = ''
  parsed.search = ''
  return parsed.href
}
