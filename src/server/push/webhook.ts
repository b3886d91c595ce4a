import type { Alert } from '../../state/model/settings/alert.ts'
import type { Notice } from './notice.ts'
import { checkStatus, postNotice } from './post-notice.ts'

/** Sends the notification to a webhook as JSON; with the texts of the alerts only if `withText` is set. */
export async function toWebhook(
  url: string,
  notice: Notice,
  alerts: readonly Alert[],
  withText: boolean,
): Promise<void> {
  const sessions = alerts.map(({ host, session, what, text }) => ({
    host,
    session,
    state: what,
    ...(withText && { text }),
  }))
  const name = new URL(url).hostname
  const { title, body, count } = notice
  const { status } = await postNotice(name, url, {
    body: JSON.stringify({ title, body, count, sessions }),
    headers: { 'Content-Type': 'application/json' },
  })
  checkStatus(name, status)
}
