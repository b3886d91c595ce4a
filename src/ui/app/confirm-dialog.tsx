import { wrap } from '../../state/text/wrap.ts'
import type { Confirm as Question } from '../model/view.ts'
import { Gap, Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { overlayOf } from '../view/layout.ts'

/** Number of rows besides the text: the border, an empty row above and below, and the answers. */
const FRAME = 5

/** The dialog with a confirmation question. Every key except the confirming one means no. */
export function Confirm({ confirm }: { readonly confirm: Question }) {
  const theme = useTheme()
  const columns = useSelect(state => state.view.columns)
  const rows = useSelect(state => state.view.rows)
  const whole = overlayOf({ columns, rows })
  const width = Math.min(whole.width, 64)
  const { title, loss, yes, no } = wordsOf(confirm)
  const text = [
    ...wrap(confirm.question, width - 4).map(line => ({ line, look: theme.strong })),
    ...wrap(loss, width - 4).map(line => ({ line, look: theme.dim })),
  ].slice(0, Math.max(1, whole.height - FRAME))
  const area = {
    ...whole,
    x: Math.floor((columns - width) / 2),
    y: Math.max(0, Math.min(Math.floor(rows / 2) - 5, rows - 2 - text.length - FRAME)),
    width,
    height: text.length + FRAME,
  }
  return (
    <Overlay area={area} title={title}>
      <Gap />
      {text.map(({ line, look }) => (
        <Line key={line} spans={[{ text: ` ${line}`, look }]} />
      ))}
      <Gap />
      <Line
        spans={[
          { text: ' ' },
          { text: ` n  ${no} `, look: theme.selected },
          { text: '   ' },
          { text: ` y  ${yes} `, look: theme.bad },
        ]}
      />
    </Overlay>
  )
}

function wordsOf(confirm: Question) {
  if (confirm.what === 'quit') {
    const loss = 'Texts that still wait are not sent. To see them: n, then R.'
    return { title: 'Quit', loss, yes: 'Yes, quit', no: 'No, stay' }
  }
  if (confirm.what === 'work') {
    const loss = 'The result is shown in the status line and in the event log (E).'
    return { title: 'Work', loss, yes: 'Yes, do it', no: 'No, leave it' }
  }
  if (confirm.what === 'playbook') {
    return {
      title: 'Playbook',
      loss: playbookLoss(confirm.intent.ask.do),
      yes: 'Yes, do it',
      no: 'No, leave it',
    }
  }
  if (confirm.what === 'files') {
    const loss =
      'What you remove goes to the trash of its file system. To restore it, press X in the files screen.'
    return { title: 'Remove a file', loss, yes: 'Yes, remove it', no: 'No, keep it' }
  }
  if (confirm.what === 'discard') {
    const loss = 'Your changes are lost. The file stays as it is on the host.'
    return { title: 'Close the editor', loss, yes: 'Yes, discard them', no: 'No, go on editing' }
  }
  if (confirm.what === 'drop') {
    const loss = 'Only its configuration entry is removed; its sessions go on.'
    return { title: 'Remove a host', loss, yes: 'Yes, remove it', no: 'No, keep it' }
  }
  if (confirm.what === 'stop-run') {
    const loss = 'The agent and all its processes get SIGINT, then SIGTERM, then SIGKILL.'
    return { title: 'Stop a run', loss, yes: 'Yes, stop it', no: 'No, leave it' }
  }
  if (confirm.what === 'remove-run') {
    const loss =
      'The events and the workspace of the run are deleted, including commits that were not fetched.'
    return { title: 'Remove a run', loss, yes: 'Yes, remove it', no: 'No, keep it' }
  }
  const { host, name } = confirm.target
  const loss = `${host}/${name}: all programs in the session end.`
  return { title: 'End a session', loss, yes: 'Yes, end it', no: 'No, leave it' }
}

function playbookLoss(what: string): string {
  if (what === 'answer') return 'If several people answer, the first answer counts.'
  if (what === 'stop')
    return 'The agent and all its processes are ended. Later, c resumes the playbook.'
  return 'The playbook continues with the tasks that are still open.'
}

export const confirmDialog: Dialog = {
  mode: 'confirm',
  draw: ({ confirm }) => confirm && <Confirm confirm={confirm} />,
  isAboutPane: true,
}
