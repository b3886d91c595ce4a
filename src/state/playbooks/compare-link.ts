/** The web page to create a pull request from a branch; null: the server is unknown. */
export function compareLink(remote: string, base: string, branch: string): string | null {
  const [, host, path] =
    /^(?:ssh:\/\/|https?:\/\/|git:\/\/)?(?:[^@/\s]*@)?([\w.-]+)(?::\d+\/|[:/])([\w./~-]+?)(?:\.git)?\/?$/.exec(
      remote,
    ) ?? []
  if (!host?.includes('.') || !path) return null
  const page = `https://${host}/${path}`
  const [from, to] = [encode(base), encode(branch)]
  if (/gitlab/i.test(host))
    return `${page}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${encodeURIComponent(branch)}&merge_request%5Btarget_branch%5D=${encodeURIComponent(base)}`
  if (/bitbucket/i.test(host))
    return `${page}/pull-requests/new?source=${encodeURIComponent(branch)}&dest=${encodeURIComponent(base)}`
  if (/github|gitea|forgejo|codeberg/i.test(host))
    return `${page}/compare/${from}...${to}${/github/i.test(host) ? '?expand=1' : ''}`
  return null
}

function encode(branch: string): string {
  return branch.split('/').map(encodeURIComponent).join('/')
}
