import { textFor } from '../../state/agents/mention-form.ts'
import type { HostFiles } from '../../state/files/host-files.ts'
import { findMentions } from '../../state/files/mention.ts'
import { samePath } from '../../state/files/written-path.ts'
import { toFailure } from '../../state/model/failure.ts'
import type { Target } from '../../state/model/target.ts'
import { type Clean, clean, cleanName, says } from '../../state/text/clean.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { paneDirectory } from '../tmux/pane-directory.ts'

/** Maximum number of file paths in one text whose existence is checked on the host: the first ones. */
const MOST = 50
/** Time limit for a host to complete a path, in milliseconds. */
const DEADLINE = 2000

export interface Mentions {
  /**
   * The paths that begin with `path`, as it was typed: relative to the pane's directory, absolute, or from `~`. For
   * `src/ma`: `src/main.ts`. Directories end with a slash.
   */
  complete(target: Target, path: string): Promise<readonly Clean[]>
  /** Returns those of the paths that do not exist in the pane's directory. */
  missing(target: Target, paths: readonly string[]): Promise<readonly Clean[]>
  /**
   * Converts the text to the form that the pane's agent understands, with a note about missing paths. Never rejects.
   */
  prepare(target: Target, text: string): Promise<{ readonly text: string; readonly note: string }>
}

/** Resolves paths after `@` in a text on the host, relative to the directory of the agent that receives the text. */
export function createMentions(options: {
  readonly client: (host: string) => TmuxClient
  readonly files: () => Promise<Pick<HostFiles, 'complete'>>
  /** The agent last seen in the pane; null: none. */
  readonly agentIn: (target: Target) => string | null
}): Mentions {
  async function namesAt({ host }: Target, directory: string, path: string) {
    const at = path.lastIndexOf('/') + 1
    const above = path.slice(0, at)
    const place = /^[/~]/.test(path) ? above || path : `${directory}/${above}`
    const files = await options.files()
    const names = await files.complete({ host, path: place }, path.slice(at), DEADLINE)
    return names.map(name => clean(`${above}${name}`))
  }

  const directoryOf = ({ host, pane }: Target) => paneDirectory(options.client(host), pane)

  async function missing(target: Target, paths: readonly string[]): Promise<readonly Clean[]> {
    const directory = await directoryOf(target)
    const found = await Promise.all(
      paths.slice(0, MOST).map(async path => {
        const bare = path.replace(/(?<=.)\/+$/, '')
        const names = await namesAt(target, directory, bare)
        return names.includes(samePath(bare)) || names.includes(samePath(`${bare}/`))
      }),
    )
    return paths.slice(0, MOST).flatMap((path, index) => (found[index] ? [] : [cleanName(path)]))
  }

  return {
    complete: async (target, path) => namesAt(target, await directoryOf(target), path),
    missing,
    async prepare(target, text) {
      const paths = [...new Set(findMentions(text).map(({ path }) => path))]
      const agent = options.agentIn(target)
      if (paths.length === 0 || agent === null) return { text, note: '' }
      try {
        const gone = new Set<string>(await missing(target, paths))
        const note = gone.size > 0 ? says`Not found on the host: ${[...gone].join(', ')}.` : ''
        return { text: textFor(agent, text, path => !gone.has(cleanName(path))), note }
      } catch (thrown) {
        const { what } = toFailure(thrown, target.host)
        return { text, note: says`The paths in the text could not be checked on the host: ${what}` }
      }
    },
  }
}
