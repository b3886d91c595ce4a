const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ULID: 26 characters that sort by time. `at`: epoch milliseconds; `random`: 10 bytes. */
export function makeRunId(at: number, random: Uint8Array): string {
  let time = ''
  for (let rest = at, nth = 0; nth < 10; nth++, rest = Math.floor(rest / 32))
    time = `${ALPHABET[rest % 32]}${time}`
  let bits = 0n
  for (const byte of random) bits = (bits << 8n) | BigInt(byte)
  let end = ''
  for (let nth = 0; nth < 16; nth++, bits >>= 5n) end = `${ALPHABET[Number(bits & 31n)]}${end}`
  return time + end
}
