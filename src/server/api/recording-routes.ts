import * as z from 'zod'
import { paneIn } from '../targets/resolve-target.ts'
import { type Route, route } from './request/route.ts'

export const recordingRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/recordings',
    summary:
      'Starts to record a pane as an asciicast on this machine; the same request again stops the recording',
    role: 'operator',
    intents: ['record'],
    body: z.strictObject({ pane: z.string().min(1) }),
    run: async ({ fleet, caller, body }) => {
      const { target } = paneIn(fleet.store.getState(), caller, body.pane)
      fleet.store.dispatch({ type: 'record', targets: [target] })
      return { recording: fleet.store.getState().recordings.length }
    },
  }),
]
