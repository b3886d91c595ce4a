import { join } from 'node:path'
import { ownDirectory } from '../../disk/own-directory.ts'
import { readPlainFile } from '../files/plain-file.ts'
import { writePrivateJson } from '../files/private-file.ts'

/** Set-up commands that the user has seen and approved, by the digest of their content. */
export interface SetupApprovals {
  has(digest: string): Promise<boolean>
  add(digest: string): Promise<void>
}

/** Opens the file on the local machine that stores which set-up commands of repositories the user has approved. */
export function createSetupApprovals(environment: NodeJS.ProcessEnv): SetupApprovals {
  const path = join(ownDirectory('XDG_STATE_HOME', environment), 'worktree-setups.json')
  const read = (): readonly string[] => {
    try {
      const value: unknown = JSON.parse(readPlainFile(path, {}) ?? '[]')
      return Array.isArray(value) ? value.filter(each => typeof each === 'string') : []
    } catch (thrown) {
      // A corrupt file counts as empty: each command then needs approval again.
      if (thrown instanceof SyntaxError) return []
      throw thrown
    }
  }
  return {
    has: async digest => read().includes(digest),
    add: async digest => writePrivateJson(path, [...new Set([...read(), digest])].slice(-1000)),
  }
}
