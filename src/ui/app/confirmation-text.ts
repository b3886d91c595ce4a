import type { Confirm } from '../model/view.ts'

/** The title of a confirmation dialog, what would be lost, and the answers. */
export function confirmationText(confirm: Confirm) {
  if (confirm.what === 'quit') {
    const loss = 'Texts that still wait are not sent. To see them: n, then R.'
    return { title: 'Quit', loss, yes: 'Yes, quit', no: 'No, stay' }
  }
  if (confirm.what === 'work') {
    const loss = 'The result is shown in the status line and in the event log (E).'
    return { title: 'Confirm', loss, yes: 'Yes, do it', no: 'No, leave it' }
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
