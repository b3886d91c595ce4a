/** What a file was when it was opened: it is replaced only while it still is this. */
export interface FileVersion {
  /** `sha256:HEX`, or `cksum:NUMBER` where a host has nothing better. */
  readonly sum: string
  /** Its device and inode: of a file that was replaced by one with the same content it is another. */
  readonly inode: string
  readonly size: number
}

/** In one word: `sha256:HEX,DEVICE:INODE,SIZE`. */
export function versionText({ sum, inode, size }: FileVersion): string {
  return `${sum},${inode},${size}`
}

/** Null: it is none. */
export function readVersion(text: string): FileVersion | null {
  const [, sum = '', inode = '', size] =
    /^((?:sha256|cksum):[0-9a-f]+),([0-9a-fA-Fx:]+),(\d{1,15})$/.exec(text) ?? []
  return size === undefined ? null : { sum, inode, size: Number(size) }
}
