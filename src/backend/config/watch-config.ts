import type { Failure } from '../../state/model/failure.ts'
import { watchFile } from '../files/watch-file.ts'
import type { Config } from './config.ts'

/**
 * Reports every later edit: the new configuration, or what is wrong with it. A file that stays missing is a failure,
 * not an empty configuration. `isMended`: the last report was a failure. Returns a function that stops the watching.
 */
export function watchConfig(
  path: string,
  changed: (config: Config, isMended: boolean) => void,
  wrong: (failure: Failure) => void,
  patience?: number,
): Promise<() => Promise<void>> {
  let isWrong = false
  return watchFile(path, {
    async look(text) {
      // The first frame of the screen would otherwise wait for the code that checks a configuration.
      const { checkConfig } = await import('./config.ts')
      const config = checkConfig(text, path)
      changed(config, isWrong)
      isWrong = false
    },
    wrong(failure) {
      isWrong = true
      wrong(failure)
    },
    ...(patience !== undefined && { patience }),
    chokidar: { awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 10 } },
  })
}
