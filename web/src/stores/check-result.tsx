// What a check of a store saw: server, TLS, objects, remarks; or what is wrong and what to do, with the SQL of a login that only reads.
import type { StoreCheckView } from '../api/generated.ts'
import { CopyButton } from '../parts/copy-button.tsx'
import { State } from '../parts/marks.tsx'
import { Said } from '../parts/said.tsx'
import { kindWord, objectsOf } from '../parts/words.ts'

export function CheckResult({ check }: { readonly check: StoreCheckView }) {
  return (
    <section>
      <h2>{check.ok ? 'It answers' : 'It cannot be used yet'}</h2>
      {check.problem !== null && (
        <div className="failed">
          <p>
            <Said text={check.problem} />
          </p>
          {check.help !== null && (
            <p className="q">
              <Said text={check.help} />
            </p>
          )}
        </div>
      )}
      <dl className="kv gap-top">
        {check.address !== '' && (
          <>
            <dt>Address</dt>
            <dd className="mono wrap-any">{check.address}</dd>
          </>
        )}
        {check.kind !== null && (
          <>
            <dt>Kind</dt>
            <dd>{kindWord(check.kind)}</dd>
          </>
        )}
        {check.server !== null && (
          <>
            <dt>Server</dt>
            <dd>{check.server}</dd>
          </>
        )}
        {check.kind !== null && check.kind !== 'folder' && check.kind !== 'file' && check.ok && (
          <>
            <dt>TLS</dt>
            <dd>
              <Tls words={check.tls} />
            </dd>
          </>
        )}
        {check.objects !== null && (
          <>
            <dt>Objects</dt>
            <dd>{objectsOf(check.kind ?? '', check.objects)}</dd>
          </>
        )}
      </dl>
      {check.remarks.length > 0 && (
        <>
          <h3 className="gap-top">Worth knowing</h3>
          <ul className="remarks">
            {check.remarks.map((remark) => (
              <li key={remark}>
                <State state="stale">
                  <Said text={remark} />
                </State>
              </li>
            ))}
          </ul>
        </>
      )}
      {check.grant !== null && check.grant !== '' && (
        <details className="gap-top" open={!check.ok}>
          <summary>A login that can only read</summary>
          <p className="q s">Run this as an administrator of the database. Holdfast does not run it.</p>
          <pre className="code">
            <code>{check.grant}</code>
          </pre>
          <CopyButton text={check.grant} what="Copy the SQL" />
        </details>
      )}
    </section>
  )
}

function Tls({ words }: { readonly words: string | null }) {
  if (words === null || words === 'none') return <State state="fail">not encrypted</State>
  return <State state={words.includes('not checked') ? 'stale' : 'pass'}>{words}</State>
}
