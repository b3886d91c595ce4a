import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { activeOn } from '../../state/pool/candidate.ts'
import { cordon, cordonWord, drain, type KeptEntry, uncordon } from '../../state/pool/cordon.ts'
import { addToPool } from '../../state/tracked/registry.ts'
import type { RegistryFile } from '../state-file/registry.ts'

/** Stores the user's decision whether a machine gets new sessions. All processes that place sessions obey it. */
export async function storeCordon(
  { host, decision, entry }: Extract<Command, { type: 'duty' }>,
  file: RegistryFile,
  changed: (event: Event) => void,
): Promise<Event> {
  const turn = { cordon, uncordon, drain }[decision]
  const registry = await file.change(before =>
    addToPool(before, turn(before.pool.get(host) ?? entry)),
  )
  changed({ type: 'registry', registry })
  const now: KeptEntry | undefined = registry.pool.get(host)
  const word = now && cordonWord(now, activeOn(host, registry).length)
  return { type: 'did', text: `${host} ${word ? WORDS[word] : 'is no longer in the pool'}.` }
}

const WORDS = {
  open: 'gets new sessions again',
  cordoned: 'gets no new sessions; its running sessions go on',
  draining: 'gets no new sessions, and can be removed when its last session has ended',
  drained: 'gets no new sessions, and can be removed now, because nothing runs on it',
} as const
