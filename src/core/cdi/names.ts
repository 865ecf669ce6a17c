/** SPEC.md, "Kind": prefix and name of a Kubernetes label. */
const MAX_VENDOR = 253
const MAX_CLASS = 63

/**
 * Says why a vendor is none, or nothing when it is one. Of one letter it makes the Go library's parser panic (pkg/parser,
 * `name[1 : len(name)-1]`), and every engine with it.
 */
export function vendorFault(vendor: string): string | undefined {
  return labelFault(vendor, MAX_VENDOR)
}

/** The same for a class. */
export function classFault(name: string): string | undefined {
  return labelFault(name, MAX_CLASS)
}

/** The same for the name of a device, which may start with a digit and have colons. */
export function deviceNameFault(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (!/^[A-Za-z0-9]/.test(name)) return 'it does not start with a letter or digit'
  if (!/[A-Za-z0-9]$/.test(name)) return 'it does not end with a letter or digit'
  return /^[A-Za-z0-9_.:-]+$/.test(name) ? undefined : 'it has characters other than A-Z a-z 0-9 _ . : -'
}

/** Splits `vendor/class`; undefined when it is not of that form. */
export function splitKind(kind: string): { vendor: string; class: string } | undefined {
  const at = kind.indexOf('/')
  return at < 0 ? undefined : { vendor: kind.slice(0, at), class: kind.slice(at + 1) }
}

/** Says why `vendor/class` is no kind, or nothing. */
export function kindFault(kind: string): string | undefined {
  const parts = splitKind(kind)
  if (parts === undefined) return 'it has no slash'
  const vendor = vendorFault(parts.vendor)
  if (vendor !== undefined) return `its vendor is none: ${vendor}`
  const name = classFault(parts.class)
  return name === undefined ? undefined : `its class is none: ${name}`
}

/** Makes a device's name out of any text: what may not stand in one becomes `_`, and its ends are cut. */
export function toDeviceName(text: string): string {
  return text
    .replace(/[^A-Za-z0-9_.:-]/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .replace(/[^A-Za-z0-9]+$/, '')
}

function labelFault(text: string, most: number): string | undefined {
  const { length } = text
  if (length < 2 || length > most) return `it has ${length} character${length === 1 ? '' : 's'}, not 2 to ${most}`
  if (!/^[A-Za-z]/.test(text)) return 'it does not start with a letter'
  if (!/[A-Za-z0-9]$/.test(text)) return 'it does not end with a letter or digit'
  return /^[A-Za-z0-9_.-]+$/.test(text) ? undefined : 'it has characters other than A-Z a-z 0-9 _ . -'
}
