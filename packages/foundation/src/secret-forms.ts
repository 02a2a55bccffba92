/** A secret as it may appear in a text: plain, inside a URL or a form, inside JSON, in base64 alone or amid other bytes. */
export function formsOfSecret(secret: string): string[] {
  const text = secret.toWellFormed()
  const inForm = new URLSearchParams([['', text]]).toString().slice(1)
  return [
    ...new Set([
      secret,
      encodeURIComponent(text),
      inUserInfo(text),
      inForm,
      JSON.stringify(secret).slice(1, -1),
      ...inBase64(text),
    ]),
  ]
}

/** URLs leave some characters alone that encodeURIComponent does not. */
function inUserInfo(text: string): string {
  const url = new URL('redis://host')
  url.password = text
  return url.password
}

/**
 * Base64 spells a text in three ways, by how many bytes precede it. Of each, the characters that do not depend on the
 * bytes around it; of the first also the whole, with its padding.
 */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text)
  const spellings = [0, 1, 2].map((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '')
    const isLastShared = (before + bytes.length) % 3 !== 0
    return whole.slice(before === 0 ? 0 : before + 1, isLastShared ? -1 : undefined)
  })
  const all = [bytes.toString('base64'), bytes.toString('base64').replaceAll('=', ''), ...spellings]
  return all.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')])
}
