import type { Failure } from '../../state/model/failure.ts'
import { watchFile } from '../files/watch-file.ts'
import type { Config } from './config.ts'

const UNTIL_THEN = 'Correct the file. Until then, the last valid configuration is used.'

/**
 * Reports every later edit: the new configuration, or what is wrong with it. A file that stays missing is a failure,
 * not an empty configuration. `isMended`: the last report was a failure. Returns a function that stops the watching.
 */
export async function watchConfig(
  path: string,
  changed: (config: Config, isMended: boolean) => void,
  wrong: (failure: Failure) => void,
  patience?: number,
): Promise<() => Promise<void>> {
  let isWrong = false
  let isOver = false
  const stop = await watchFile(path, {
    async look(text) {
      // The first frame of the screen would otherwise wait for the code that checks a configuration.
      const { checkConfig } = await import('./config.ts')
      if (isOver) return
      const config = checkConfig(text, path, UNTIL_THEN)
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
  return () => {
    isOver = true
    return stop()
  }
}
