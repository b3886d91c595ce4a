import { chmodSync, renameSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import { localReason } from '../files/local-reason.ts'
import { type IpcServices, openServerSession } from './server-session.ts'
import { newSocketPath } from './socket.ts'

/**
 * Lets other fleetmux processes of the same user use the connections of this process, until the returned object is
 * closed.
 */
export function startIpcServer(options: {
  /** A directory that only this user can access: see `runtimeDirectory`. */
  readonly directory: () => string
  readonly services: IpcServices
  /** Called if the socket for other processes cannot be opened. They then open their own channels. */
  readonly failed: (failure: Failure) => void
}): { close(): Promise<void> } {
  const open = new Set<Socket>()
  const server = createServer(socket => {
    open.add(socket)
    openServerSession(socket, options.services, () => open.delete(socket))
  })
  const listening = listen().catch(error => {
    options.failed(unshared(error))
    return null
  })

  async function listen(): Promise<string> {
    const path = newSocketPath(options.directory())
    const early = `${path}.new`
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(early, resolve)
    })
    chmodSync(early, 0o600)
    // Rename the socket to its final name as the last step: other processes find it by that name, and remove a socket
    // on which no process listens.
    renameSync(early, path)
    // The listening socket must not keep the process running.
    server.unref()
    return path
  }

  return {
    async close() {
      const path = await listening
      if (path) rmSync(path, { force: true })
      for (const socket of open) socket.destroy()
      await new Promise<void>(resolve => {
        server.close(() => resolve())
      })
    },
  }
}

function unshared(thrown: unknown): Failure {
  if (thrown instanceof FailureError) return thrown.failure
  return makeFailure({
    kind: 'refused',
    what: 'Other fleetmux commands cannot use the connections of this process.',
    why: `the socket for them cannot be opened: ${localReason(thrown)}`,
    hint: 'They open connections of their own. To share these, set XDG_RUNTIME_DIR on this machine to a directory of yours with a short path.',
  })
}
