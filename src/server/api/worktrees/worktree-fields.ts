import * as z from 'zod'

/** Fields of the requests about existing worktree sessions. */
const onto = z.string().min(1).optional().describe('a branch other than the base branch')

export const mergeBody = z
  .strictObject({
    message: z.string().min(1).optional().describe('message of the commit'),
    squash: z
      .boolean()
      .default(true)
      .describe('`true`, the default: as one commit; `false`: as a merge commit'),
    onto,
    fastForward: z
      .boolean()
      .default(false)
      .describe('`true`: moves the base branch forward, if it has no new commits'),
    push: z.boolean().default(false).describe('`true`: pushes the base branch afterwards'),
  })
  .prefault({})

export const requestBody = z
  .strictObject({
    title: z.string().min(1).max(300).optional().describe('default: the name of the session'),
    body: z.string().max(60_000).optional().describe('the text of the pull request'),
    fromHost: z
      .boolean()
      .default(false)
      .describe('`true`: pushes from the host of the session, with the credentials there'),
  })
  .prefault({})

export const restoreBody = z
  .strictObject({
    branchName: z.string().min(1).optional().describe('default: the former branch'),
  })
  .prefault({})

export const listQuery = z.object({
  host: z.string().min(1).optional().describe('only those of this host'),
})

export const ontoQuery = z.object({ onto })
