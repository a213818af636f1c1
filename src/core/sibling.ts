// The address of a source file beside another one, for starting workers. Written `.ts` everywhere; from dist/ the same file ends in `.js`,
// and the compiler rewrites imports but not addresses. Reads nothing.

/** `sibling('./scan-worker.ts', import.meta.url)` */
export function sibling(name: string, here: string): URL {
  return new URL(here.endsWith('.js') ? name.replace(/\.ts$/, '.js') : name, here)
}
