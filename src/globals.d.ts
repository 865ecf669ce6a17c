/** Put in by the build; see scripts/build/bundle.ts. */
declare const __VERSION__: string
declare const __COMMIT__: string
