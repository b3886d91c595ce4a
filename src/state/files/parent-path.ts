/**
 * The parent directory, by name, so that a directory that no longer exists can be left. Only the host knows the parent
 * of a relative path.
 */
export function parentPath(directory: string): string {
  if (directory === '') return '..'
  const parts = directory.replace(/\/+$/, '').split('/')
  if (!directory.startsWith('/') || parts.at(-1) === '..') return [...parts, '..'].join('/')
  return parts.slice(0, -1).join('/') || '/'
}
