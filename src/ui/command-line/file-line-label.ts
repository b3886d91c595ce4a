import type { FileLine } from '../model/files-screen.ts'
import type { View } from '../model/view.ts'

const LABELS: Readonly<Record<FileLine, string>> = {
  go: 'directory: ',
  filter: 'filter: ',
  find: 'find a name: ',
  grep: 'search in files: ',
  seek: 'find in the text (:9 is line 9, nothing the last text): ',
  new: 'new file: ',
  mkdir: 'new directory: ',
  move: 'move to: ',
  copy: 'copy to: ',
  get: 'fetch to this path on this machine: ',
  put: 'path on this machine to send: ',
}

/** The label of the prompt of the files screen: the host and the kind of input. */
export function fileLineLabel({ files }: Pick<View, 'files'>): string {
  return files ? `${files.host}: ${LABELS[files.line]}` : ''
}
