import { type Failure, sentence } from '../../state/model/failure.ts'

/** The line about a host that is down while the command waits for it. */
export function downText(failure: Failure): string {
  return `${sentence(failure)}${failure.needsPerson ? '' : ' Reconnecting.'}`
}
