import { FailureError } from '../../state/model/failure.ts'

export function endsEarly(host: string): FailureError {
  return new FailureError({
    kind: 'remote',
    host,
    what: 'tmux on this host closes every connection before it has listed its sessions.',
    hint: `Try it by hand: \`tmux -C attach\` on ${host}.`,
  })
}

export function notAnswering(host: string): FailureError {
  const what =
    'A reconnect was asked for while the host did not answer in time, so fleetmux closed the connection and is opening a new one.'
  return new FailureError({ kind: 'late', host, what })
}
