/** Algorithms that today's ssh refuses as too old: SHA-1, MD5, CBC and DSA. */
const OLD =
  /^(diffie-hellman-(group1|group14|group-exchange)-sha1|ssh-dss|ssh-rsa|3des-.*|blowfish-.*|cast128-.*|aes\d+-cbc|rijndael-.*|arcfour.*|hmac-(md5|sha1|ripemd).*)$/

/** Extension markers in an offer (a server's list of algorithms). The markers are no algorithms. */
const SIGNALS = /^(ext-info-[cs]|kex-strict-[cs]-.*)$/

/**
 * Whether the first algorithm of a server's offer (names separated by commas) is too old for today's ssh. If it is not,
 * the ssh on this machine is too old for the server.
 */
export function isOldOffer(offer: string): boolean {
  const best = offer.split(',').find(name => name !== '' && !SIGNALS.test(name))
  return best !== undefined && OLD.test(best)
}
