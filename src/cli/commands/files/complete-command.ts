import { toFailure } from '../../../state/model/failure.ts'
import { DONE, FAILED, TIMEOUT } from '../../command/exit.ts'
import { openPlace } from './open-place.ts'
import { type FilesCommand, ON_A_HOST } from './sub-command.ts'

/** Timeout of a completion, in milliseconds: a later result is useless. */
const COMPLETION = 300

export const completeCommand: FilesCommand = {
  usage: 'HOST[:DIRECTORY] PREFIX',
  summary: 'Complete a path for a shell or an editor, within 300 ms',
  details: `
PREFIX is the beginning of a path; unless it begins with / or ~, the path is relative to DIRECTORY.${ON_A_HOST}`,
  examples: [
    [
      'files complete gpu1:src ma',
      'Prints the paths that begin with ma, such as main.ts and make/',
    ],
  ],
  flags: {},
  takes: [2, 2],
  async run(call, [text = '', prefix = '']) {
    const { files, place } = await openPlace(call, text)
    const slash = prefix.lastIndexOf('/') + 1
    const directory = prefix.slice(0, slash)
    const path = /^[/~]/.test(directory) ? directory : `${place.path || '.'}/${directory}`
    try {
      const at = { host: place.host, path }
      for (const name of await files.complete(at, prefix.slice(slash), COMPLETION))
        await call.print(`${directory}${name}`)
      return DONE
    } catch (thrown) {
      // A completion prints no error message; the exit code shows that it failed.
      return toFailure(thrown).kind === 'late' ? TIMEOUT : FAILED
    }
  },
}
