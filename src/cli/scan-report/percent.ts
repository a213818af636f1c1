// A share as people read it.

/** `0.0002` is not nothing: "<1 %". 0.999 is not all: ">99 %". */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return '<1 %'
  if (share < 1 && share > 0.99) return '>99 %'
  return `${Math.round(share * 100)} %`
}
