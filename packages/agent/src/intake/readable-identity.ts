const FIELDS = ['requestId', 'fromAgent', 'type', 'taskType', 'timestamp'] as const

/**
 * What can be read of the sender in a text that is no JSON, or only the beginning of one: enough to tell the sender so. The
 * first occurrence of each field counts.
 */
export function readableIdentity(text: string): Partial<Record<(typeof FIELDS)[number], string>> {
  const found: Partial<Record<(typeof FIELDS)[number], string>> = {}
  for (const field of FIELDS) {
    const match = new RegExp(`"${field}"\\s*:\\s*(?:"((?:[^"\\\\]|\\\\.){1,512})"|(\\d{1,20}))`).exec(text)
    if (match) found[field] = unescape(match[1]) ?? match[2] ?? ''
  }
  return found
}

function unescape(quoted: string | undefined): string | undefined {
  if (quoted === undefined) return undefined
  try {
    return JSON.parse(`"${quoted}"`) as string
  } catch {
    // A broken escape: the raw characters are as good a name as any.
    return quoted
  }
}
