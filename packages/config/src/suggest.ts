/** `; did you mean X?` for the candidate nearest to `word`, or nothing when none is near. */
export function suggest(word: string, candidates: Iterable<string>): string {
  let best = { distance: Math.max(2, Math.floor(word.length / 4)) + 1, name: '' }
  // A long key is no typing error, and the search takes length times length.
  if (word.length > 64) return ''
  for (const name of candidates) {
    const distance = editDistance(word.toLowerCase(), name.toLowerCase())
    if (distance < best.distance) best = { distance, name }
  }
  return best.name === '' ? '' : `; did you mean ${best.name}?`
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
