const GUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi
/** Signature, times, version, permissions, services, protocol, address and key of a shared access signature. */
const SAS =
  /([?&;\s"']|^)(sig|se|sp|sv|st|sr|srt|ss|spr|sip|skoid|sktid|skt|ske|sks|skv)=[^&\s"';]+/gi

/** Subscription and tenant ids, and what signs a storage URL, made unreadable: errors end in logs. */
export function redact(text: string): string {
  return text.replace(GUID, '[REDACTED]').replace(SAS, '$1$2=[REDACTED]')
}
