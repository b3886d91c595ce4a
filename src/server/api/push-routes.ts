import { NO_PUSH } from '../../state/model/settings/alert.ts'
import { checkEndpoint } from '../push/push-service.ts'
import { subscriptionShape } from '../push/subscriptions.ts'
import { Reply } from '../reply/reply.ts'
import { type Route, route } from './request/route.ts'

/** Routes by which a device turns its notifications on and off. */
export const pushRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/push',
    summary:
      'The public key of this server for web push, and whether the device of the token gets notifications',
    role: 'viewer',
    intents: [],
    run: async ({ push, caller }) => {
      const { key, devices } = await push()
      return { key: key.publicKey, on: devices.list().some(({ token }) => token === caller.id) }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/push',
    summary: 'Turns on notifications for the device of the token about sessions that need a person',
    role: 'viewer',
    intents: [],
    body: subscriptionShape,
    content: 'endpoint',
    run: async ({ push, caller, body, fleet }) => {
      checkEndpoint(body.endpoint, fleet.store.getState().settings.notify.push ?? NO_PUSH)
      const { devices } = await push()
      devices.add({ ...body, token: caller.id })
      return new Reply(201, { on: true })
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/push',
    summary: 'Turns off notifications for the device of the token',
    role: 'viewer',
    intents: [],
    run: async ({ push, caller }) => {
      const { devices } = await push()
      devices.remove(({ token }) => token === caller.id)
      return { on: false }
    },
  }),
]
