/** `import{a as b}from"./c.js";`, as esbuild minifies it; all of them are at the start. */
const IMPORT = /^import(?:\{([^}]*)\}from)?"([^"]+)";/
/** `export{a as b};` at the end. */
const EXPORT = /export\{([^}]*)\};\s*$/
/** What rarely.ts writes. */
const RARE_IMPORT = /\brarely\(import\("([^"]+)"\)\)/g
const LATE_IMPORT = /\bimport\("([^"]+)"\)/g
/** esbuild's helper for modules that are run when they are first required: their exports get their values later. */
const LATE_VALUES = /=\((\w+),(\w+)\)=>\(\)=>\(\1&&\(\2=\1\(\1=0\)\),\2\)/

/**
 * Turns an ES module that esbuild made into the body of a function of `require` that returns the exports.
 *
 * esbuild can do that itself, at the price of 700 characters of helpers in each of thirty modules, and of a look-up at
 * each use of an import. Here imports are read once. That is right as long as no exported value changes and no module
 * imports one that imports it: the pieces that esbuild splits a program into never do.
 *
 * @param rename From the name of a file to that of a module; undefined for what is no module of ours.
 * @throws When there is anything in it that is not covered.
 */
export function toFactory(code: string, rename: (path: string) => string | undefined): string {
  if (LATE_VALUES.test(code)) throw new Error('Cannot pack a module whose exports get their values later')
  const required = (path: string) => `require(${JSON.stringify(rename(path) ?? path)})`
  let [head, rest] = ['"use strict";', code]
  for (let found = IMPORT.exec(rest); found !== null; found = IMPORT.exec(rest)) {
    const [whole, names, path = ''] = found
    head += names === undefined ? `${required(path)};` : `const{${names.replaceAll(' as ', ':')}}=${required(path)};`
    rest = rest.slice(whole.length)
  }
  const body = rest
    .replace(EXPORT, (_, names: string) => `return{${names.split(',').map(property).join()}}`)
    .replace(RARE_IMPORT, (_, path: string) => required(path))
    .replace(LATE_IMPORT, (_, path: string) => `Promise.resolve().then(()=>${required(path)})`)
  if (/^import\b|\bexport[{*]|import\.meta/.test(body)) throw new Error('Cannot pack this import or export')
  return (head + body).trim()
}

/** `a as b` becomes `b:a`. */
function property(names: string): string {
  const [local, exported = local] = names.split(' as ')
  return `${exported}:${local}`
}
