// Text of the server as people read it: what stands in backticks there is shown as code.
import { Fragment } from 'react'
import { sentence } from './words.ts'

export function Coded({ text }: { readonly text: string }) {
  const parts = text.split('`')
  return (
    <>
      {parts.map((part, at) =>
        at % 2 === 1 && at < parts.length - 1 ? <code key={at}>{part}</code> : <Fragment key={at}>{part}</Fragment>,
      )}
    </>
  )
}

/** A message as a sentence. */
export function Said({ text }: { readonly text: string }) {
  return <Coded text={sentence(text)} />
}
