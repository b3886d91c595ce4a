/** The version of a file when it was opened. A save replaces the file only if the file still has this version. */
export interface FileVersion {
  /** `sha256:HEX`, or `cksum:NUMBER` if the host has no sha256 tool. */
  readonly sum: string
  /** Device and inode: they differ if the file was replaced by another one with the same content. */
  readonly inode: string
  readonly size: number
}

/** The version as one word: `sha256:HEX,DEVICE:INODE,SIZE`. */
export function versionText({ sum, inode, size }: FileVersion): string {
  return `${sum},${inode},${size}`
}

/** Parses the text of a version; null: invalid. */
export function readVersion(text: string): FileVersion | null {
  const [, sum = '', inode = '', size] =
    /^((?:sha256|cksum):[0-9a-f]+),([0-9a-fA-Fx:]+),(\d{1,15})$/.exec(text) ?? []
  return size === undefined ? null : { sum, inode, size: Number(size) }
}
