// Where one person's data is. The value goes in the body of one request; it is in no address, no cache and no storage, and the field is
// emptied when the answer is there.
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api/client.ts'
import type { PersonView } from '../api/generated.ts'
import { TextRow } from '../parts/form.tsx'
import { Label } from '../parts/marks.tsx'
import { Failure } from '../parts/page.tsx'
import { Said } from '../parts/said.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { count, plural } from '../parts/words.ts'
import { placeName } from './place-name.ts'

export function PersonLookup() {
  const [value, setValue] = useState('')
  const look = useMutation({
    mutationFn: (wanted: string) => call<PersonView>('/api/person', { method: 'POST', body: { value: wanted } }),
    gcTime: 0,
    onSuccess: () => setValue(''),
  })
  return (
    <section className="sec">
      <div className="sec-head">
        <h2>Find one person</h2>
        <span className="q s">the look-up is recorded; what you type is not</span>
      </div>
      <form
        className="person-form"
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault()
          if (value.trim() !== '' && !look.isPending) look.mutate(value.trim())
        }}
      >
        <TextRow
          label="E-mail, customer number or phone"
          value={value}
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          onValue={setValue}
        />
        <button type="submit" className="btn" disabled={value.trim() === '' || look.isPending}>
          {look.isPending ? 'Looking …' : 'Find'}
        </button>
      </form>
      {look.error !== null && <Failure error={look.error} what="Nobody was looked up" />}
      <div aria-live="polite">{look.data !== undefined && <Found person={look.data} />}</div>
    </section>
  )
}

function Found({ person }: { readonly person: PersonView }) {
  if (person.people.length === 0) {
    return (
      <p className="gap-top">
        Nobody in the directory has this value. It may be in a place that was not read, or newer than the last build.
      </p>
    )
  }
  return (
    <div className="gap-top">
      <p>
        {person.people.length === 1 ? 'One person' : `${count(person.people.length)} people share this value`}, in{' '}
        {plural(person.places.length, 'place')}.{' '}
        {person.jurisdictions.length > 0 && <span className="q">Jurisdiction: {person.jurisdictions.map(placeName).join(', ')}.</span>}
      </p>
      <ScrollX name="Where their data is">
        <table className="t top gap-small" aria-label="Where their data is">
          <thead>
            <tr>
              <th scope="col">Object</th>
              <th scope="col" className="p2">
                Found by
              </th>
              <th scope="col" className="num">
                Rows
              </th>
              <th scope="col">Fields there</th>
            </tr>
          </thead>
          <tbody>
            {person.places.map((place) => (
              <tr key={`${place.object} ${place.field} ${place.role}`}>
                <td>
                  <Link className="link" to="/map" search={{ store: place.store, at: place.object }}>
                    {place.storeName}/{place.name}
                  </Link>
                </td>
                <td className="q p2">
                  <Link className="mono" to="/map" search={{ at: place.field }}>
                    {place.fieldName}
                  </Link>
                </td>
                <td className="num">{place.rows === null ? <span className="unknown">unknown</span> : count(place.rows)}</td>
                <td>
                  {place.fields.map((field, at) => (
                    <span key={field.id} className="nw">
                      {at > 0 && ', '}
                      <Link className="mono" to="/map" search={{ at: field.id }}>
                        {field.name}
                      </Link>
                      {field.level !== null && field.level >= 2 && (
                        <>
                          {' '}
                          <span className="sr">
                            <Label label={{ level: field.level, regimes: [], words: '' }} regimes={false} />
                          </span>
                        </>
                      )}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
      {person.problems.map((problem) => (
        <p key={problem} className="note gap-small">
          <Said text={problem} />
        </p>
      ))}
    </div>
  )
}
