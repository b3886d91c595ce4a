import { FailureError } from '../../state/model/failure.ts'
import { type PlaybookDocument, readDocuments } from '../../state/playbooks/document.ts'
import { type Playbook, playbookOf, readPlaybooks } from '../../state/playbooks/playbook.ts'
import type { FoundPlaybook, PlaybookQuery } from '../../state/playbooks/playbook-order.ts'
import type { Transport } from '../transport/transport.ts'
import { askHost } from './playbook-host.ts'
import { filesScript, scanScript } from './playbook-scripts.ts'

/**
 * Finds the playbook with the only name in `names`, or makes one of the documents in `names`; with the current content
 * of its documents on the host.
 */
export async function findPlaybook(
  transport: Transport,
  { names, directory }: PlaybookQuery,
): Promise<FoundPlaybook> {
  const [name = ''] = names
  const known =
    names.length === 1 && !/\.md$/i.test(name) ? await written(transport, directory, name) : null
  const playbook = known ?? playbookOf(names)
  const filenames = playbook.documents.map(({ filename }) => filename)
  const text = (await askHost(transport, scanScript, [directory, ...filenames])).toString('utf8')
  const at = text.indexOf('\n')
  checkAll(transport.host, text)
  return { playbook, directory: text.slice(0, at), documents: readDocuments(text.slice(at + 1)) }
}

/**
 * Finds a playbook in the JSON files in `.maestro/playbooks` of the directory, by the `id` or `name` in a file, or by
 * the name of a file with only one playbook. null: there is none.
 */
async function written(
  transport: Transport,
  directory: string,
  name: string,
): Promise<Playbook | null> {
  const files = readFiles(await askHost(transport, filesScript, [directory]))
  for (const { path, text } of files) {
    const isNamed = path.endsWith(`/${name}`) || path.endsWith(`/${name}.json`)
    const playbooks = isNamed ? readPlaybooks(text, path) : readOthers(text, path)
    const found = playbooks?.find(each => each.id === name || each.name === name)
    if (found) return found
    if (isNamed && playbooks?.length === 1) return playbooks[0] ?? null
  }
  return null
}

/**
 * The playbooks of a JSON file in the directory that the user did not name, among which a playbook's id or name is
 * searched; null: the file is invalid. An invalid file is an error only if the user named it.
 */
function readOthers(text: string, path: string): readonly Playbook[] | null {
  try {
    return readPlaybooks(text, path)
  } catch (thrown) {
    if (thrown instanceof FailureError) return null
    throw thrown
  }
}

function readFiles(bytes: Buffer): readonly { readonly path: string; readonly text: string }[] {
  const files = []
  for (let at = bytes.indexOf(10) + 1; at < bytes.length; ) {
    const end = bytes.indexOf(10, at)
    const [, size, path = ''] =
      /^file (\d+) (.*)$/.exec(bytes.subarray(at, end).toString('utf8')) ?? []
    if (end < 0 || size === undefined) break
    const next = end + 1 + Number(size)
    files.push({ path, text: bytes.subarray(end + 1, next).toString('utf8') })
    at = next
  }
  return files
}

const WHY: Readonly<Record<string, (directory: string) => string>> = {
  none: directory =>
    `the document was not found in the directory ${directory}, its .maestro/playbooks or its Auto Run Docs`,
  outside: directory => `the document is outside ${directory}, the directory of the playbook`,
  large: () => 'the document is larger than 5 MB',
}

function checkAll(host: string, text: string): void {
  const [directory = ''] = text.split('\n', 1)
  const [, how = '', name = ''] = /^(none|outside|large)\t(.*)$/m.exec(text) ?? []
  if (how === '') return
  throw new FailureError({
    ...{ kind: 'remote', host, what: `The document ${name} cannot be run.` },
    ...{
      why: WHY[how]?.(directory) ?? how,
      hint: `To see the playbooks and documents of a directory: \`fleetmux playbook list --on ${host} --dir DIRECTORY\`.`,
    },
  })
}

/** Refuses documents that must not be run. @throws FailureError if a document has a marker that stops a playbook. */
export function refuseHalted(host: string, documents: readonly PlaybookDocument[]): void {
  for (const { path, halts } of documents) {
    const [halt] = halts
    if (!halt) continue
    throw new FailureError({
      ...{
        kind: 'refused',
        host,
        what: `${path} contains a halt marker in line ${halt.line}, so the playbook cannot start.`,
      },
      ...(halt.reason && { why: halt.reason }),
      hint: 'Decide what the marker asks, remove it from the document, and start the playbook again.',
    })
  }
}
