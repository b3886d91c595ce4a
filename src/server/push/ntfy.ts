import type { Notice } from './notice.ts'
import { checkStatus, postNotice } from './post-notice.ts'

/** Publishes the notification in a topic of ntfy, by its address. */
export async function toNtfy(url: string, { title, body }: Notice): Promise<void> {
  const headers = { Title: encodeURIComponent(title), Priority: 'high', Tags: 'robot' }
  const name = new URL(url).hostname
  const { status } = await postNotice(name, url, { body: body || title, headers })
  checkStatus(name, status)
}
