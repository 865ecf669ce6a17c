/** Arrays within arrays. */
export const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

/** One object with so many members. */
export const withMembers = (count: number): string =>
  `{${Array.from({ length: count }, (_, at) => `"k${at}":0`).join(',')}}`
