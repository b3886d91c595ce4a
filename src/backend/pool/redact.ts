const GUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi
/** Signature, times, version, permissions, services, protocol, address and key of a shared access signature. */
const SAS =
  /([?&;\s"']|^)(sig|se|sp|sv|st|sr|srt|ss|spr|sip|skoid|sktid|skt|ske|sks|skv)=[^&\s"';]+/gi

/** Redacts subscription and tenant ids and the parts of signed storage URLs, since errors are logged. */
export function redact(text: string): string {
  return text.replace(GUID, '[REDACTED]').replace(SAS, '$1$2=[REDACTED]')
}
