import { RECONNECTS } from '../../state/hosts/link-text.ts'
import { type Failure, sentence } from '../../state/model/failure.ts'

/** The line about a host that is down while the command waits for it. */
export function downText(failure: Failure): string {
  if (failure.needsPerson) return sentence(failure)
  const { hint } = failure
  return `${sentence({ ...failure, hint: hint === RECONNECTS ? undefined : hint })} Reconnecting.`
}
