/** The kinds of git hosting services. Each needs another request to create a merge request. */
export type Forge = 'github' | 'gitlab' | 'gitea' | 'bitbucket' | 'unknown'

export interface RemoteUrl {
  readonly forge: Forge
  readonly host: string
  /** `owner/name`, or a longer path of groups. */
  readonly path: string
}

/** Parses `https://...`, `ssh://...` and `git@host:path`; null: a directory, or another form. */
export function readRemoteUrl(url: string): RemoteUrl | null {
  const [, , address = '', rest = ''] =
    /^(https?|ssh|git):\/\/(?:[^/@]*@)?([^/]+)\/(.+)$/.exec(url) ??
    /^()(?:[^/@:]*@)([^/:]+):(.+)$/.exec(url) ??
    []
  const host = address.replace(/:\d+$/, '')
  const path = rest.replace(/\/$/, '').replace(/\.git$/, '')
  if (!/^[A-Za-z0-9.-]+$/.test(host) || !/^[\w./~+-]+$/.test(path)) return null
  return { forge: forgeOf(host), host, path }
}

function forgeOf(host: string): Forge {
  if (/(^|\.)github\./.test(host)) return 'github'
  if (/(^|\.)gitlab\./.test(host)) return 'gitlab'
  if (/(^|\.)bitbucket\./.test(host)) return 'bitbucket'
  return /(^|\.)(gitea|forgejo|codeberg)\./.test(host) ? 'gitea' : 'unknown'
}

/** The web page where the user can create a merge request. */
export function compareLink(
  { forge, host, path }: RemoteUrl,
  base: string,
  branch: string,
): string {
  const [from, to] = [base, branch].map(each => each.split('/').map(encodeURIComponent).join('/'))
  const at = `https://${host}/${path}`
  if (forge === 'gitlab') {
    const query = new URLSearchParams({
      'merge_request[source_branch]': branch,
      'merge_request[target_branch]': base,
    })
    return `${at}/-/merge_requests/new?${query}`
  }
  if (forge === 'bitbucket')
    return `${at}/pull-requests/new?${new URLSearchParams({ source: branch, dest: base })}`
  return `${at}/compare/${from}...${to}${forge === 'github' ? '?expand=1' : ''}`
}
