// A jurisdiction as people read it. Words only.
const countries = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })

/** "Germany (DE)", "California (US-CA)" stays as its code. */
export function placeName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  const name = countries.of(code)
  return name === undefined || name === code ? code : `${name} (${code})`
}
