import type { Catalogue } from '../../../src/backend/agents/catalogue.ts'
import { readObservation } from '../../../src/backend/agents/observation.ts'
import { toLines } from '../../../src/backend/tmux/screen.ts'
import type { Pane } from '../../../src/state/model/fleet.ts'
import { clean } from '../../../src/state/text/clean.ts'
import type { DrawnScreen } from './reading-check.ts'
import type { StormAgent } from './storm-agent.ts'

/** An agent's screen as tmux shows it now, and how it is read where nothing else is known of its pane. */
export async function readScreen(
  catalogue: Catalogue,
  { kind, session }: StormAgent,
  tmux: (words: readonly string[]) => Promise<string>,
): Promise<DrawnScreen> {
  const target = `=${session}:`
  const text = await tmux(['capture-pane', '-p', '-e', '-t', target])
  const title = (await tmux(['display-message', '-p', '-t', target, '#{pane_title}'])).trimEnd()
  const pane = { command: clean(kind), title: clean(title), ours: false } as Pane
  const lines = toLines(Buffer.from(text))
  const observation = { pane, agent: kind, lines, moved: Number.NEGATIVE_INFINITY }
  const { reading } = readObservation(catalogue, observation, 0)
  return { text: `${title}\n${text}`, read: reading?.state ?? 'nobody' }
}
