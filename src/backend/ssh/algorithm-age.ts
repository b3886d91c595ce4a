/** What today's ssh refuses for its age: SHA-1, MD5, CBC and DSA. */
const OLD =
  /^(diffie-hellman-(group1|group14|group-exchange)-sha1|ssh-dss|ssh-rsa|3des-.*|blowfish-.*|cast128-.*|aes\d+-cbc|rijndael-.*|arcfour.*|hmac-(md5|sha1|ripemd).*)$/

/** Words that stand among the algorithms of an offer and are none. */
const SIGNALS = /^(ext-info-[cs]|kex-strict-[cs]-.*)$/

/** Whether what a server likes best of its offer, names with commas, is too old; else our side lacks something. */
export function isOldOffer(offer: string): boolean {
  const best = offer.split(',').find(name => name !== '' && !SIGNALS.test(name))
  return best !== undefined && OLD.test(best)
}
