import type { FleetRun } from '../model/fleet-run.ts'
import { runState } from '../runs/run-state.ts'

export type LiveRun = ReturnType<typeof liveRunJson>

/** A run as a JSON document, with its current action and questions. */
export function liveRunJson(run: FleetRun) {
  const { host, id, agent, title, cwd, created, digest } = run
  return {
    ...{ id, host, agent, title, cwd, created },
    target: `${host}/${id}`,
    state: runState(run),
    doing: digest?.doing ?? null,
    asks: (digest?.asks ?? []).map(({ interaction, kind, text, options, since }) => ({
      interactionId: interaction,
      ...{ kind, text, options, since },
    })),
    costUsd: digest?.cost ?? null,
  }
}
