import type { WorktreeRow } from './worktree.ts'
import type { Confirm, SetupCommand } from './worktree-handle.ts'

/** Ends a creation before anything is created, since the user has not seen the set-up command yet. */
class UnseenSetup extends Error {
  readonly setup: SetupCommand

  constructor(setup: SetupCommand) {
    super('Read the set-up command of the repository first.')
    this.setup = setup
  }
}

/**
 * Creates a session for a caller that cannot ask the user in between. If `seen` is missing, a set-up command that was
 * never approved stops the creation: nothing is created, and the result is the command. In the second request `seen` is
 * `skip`, or the digest of the command that the user has read.
 */
export async function createAfterSetup(
  seen: string | undefined,
  create: (confirm: Confirm) => Promise<WorktreeRow>,
): Promise<{ readonly row: WorktreeRow } | { readonly unseen: SetupCommand }> {
  try {
    const row = await create(async setup => {
      if (seen === setup.digest) return true
      if (seen === 'skip') return false
      throw new UnseenSetup(setup)
    })
    return { row }
  } catch (thrown) {
    if (thrown instanceof UnseenSetup) return { unseen: thrown.setup }
    throw thrown
  }
}
