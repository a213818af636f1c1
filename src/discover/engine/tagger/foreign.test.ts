// In languages in which any word may begin with a capital, names are told and ordinary words are not.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createEngine, loadRules } from '../create-engine.ts'
import { languageOf } from './foreign.ts'

const engine = createEngine()
const known = loadRules()
const NAMED = new Set(['person_name', 'location', 'organisation'])
const found = (text: string): string[] =>
  engine
    .inspect(text)
    .filter((span) => NAMED.has(span.type))
    .map((span) => text.slice(span.start, span.end))

describe('another language than English', () => {
  it('is told by its small words, not by names and streets', () => {
    for (const text of [
      'Die Bestellung ist eingegangen und wird bearbeitet.',
      'Nie można otworzyć pliku, ponieważ jest on uszkodzony i się nie da.',
      'La commande est prête et sera livrée par nos soins.',
      'El pedido está listo y se envía por correo.',
      'Il documento non è stato trovato nella cartella.',
      'Het bestand is niet gevonden en wordt overgeslagen.',
      'O arquivo não foi encontrado em uma pasta.',
    ])
      assert.equal(languageOf(text, known) > 0, true, text)
    for (const text of [
      'We met at 12 Rue de la Paix and had lunch with the others.',
      'Ludwig van Beethoven, Los Angeles',
      'Please send it to Via della Spiga 7, they know me there.',
      'Jane Miller\nVienna',
      '',
    ])
      assert.equal(languageOf(text, known) > 0, false, text)
  })
  it('does not make every word with a capital a name', () => {
    for (const text of [
      'Pompa obiegowa nie jest objęta gwarancją.\nHala magazynowa oraz biuro są w budowie.\nŚruba się nie nadaje.',
      'Der Benutzer wird nicht gefunden.\nKritischer Fehler bei der Verbindung.\nLetzte Anmeldung ist fehlgeschlagen und wird wiederholt.',
      'Échec de la connexion.\nTéléchargement des paquets est terminé.\nCela ne sert pas.',
      'Necesita permiso para esta acción.\nFalló la instalación y no se puede continuar.',
      'Impossibile aprire il file.\nCredenziali non valide per questo utente.',
      'Kies een bestand.\nOngeldige waarde voor het veld.\nAfsluiten is niet mogelijk.',
      'Falha ao abrir o arquivo.\nPermissão não concedida para o usuário.',
    ])
      assert.deepEqual(found(text), [], text)
  })
  it('still tells people and places that are known', () => {
    assert.deepEqual(found('Gestern hat Sabine Becker mit dem Kunden gesprochen und wird sich melden.'), ['Sabine Becker'])
    assert.deepEqual(found('Rozmowa, którą prowadziła Katarzyna Nowak, nie jest dostępna.'), ['Katarzyna Nowak'])
    assert.ok(found('Notre collègue Céline Dubois est partie à Paris pour une semaine.').includes('Céline Dubois'))
    assert.ok(found('La cliente Rocío Navarro no está en Madrid y llama por la tarde.').includes('Rocío Navarro'))
  })
  it('tells names that stand in no list by what is beside them', () => {
    for (const [text, name] of [
      ['Bitte richten Sie Frau Quellmalz aus, dass die Ware nicht eingetroffen ist.', 'Quellmalz'],
      ['Nous avons bien reçu le chèque de Madame Trouvillon et nous vous remercions.', 'Trouvillon'],
      ['Por favor, avisen a la señora Arrizubieta de que el pedido no ha llegado.', 'Arrizubieta'],
      ['La informiamo che la signora Scarpellutti non è più in questa sede.', 'Scarpellutti'],
      ['Proszę powiadomić, że pani Olendzka nie odebrała przesyłki.', 'Olendzka'],
      ['Wilt u doorgeven dat mevrouw Ebbelinghoff het pakket niet heeft ontvangen?', 'Ebbelinghoff'],
      ['Informamos que a senhora Taborda Vilhalva não recebeu a encomenda.', 'Taborda Vilhalva'],
    ] as const)
      assert.deepEqual(found(text), [name], text)
  })
  it('sees the towns of Poland in their cases', () => {
    for (const [text, town] of [
      ['Paczka nie dotarła jeszcze do Gliwic i nie wiadomo, gdzie jest.', 'Gliwic'],
      ['Spotkanie odbędzie się w Toruniu, a nie w biurze.', 'Toruniu'],
    ] as const)
      assert.ok(found(text).includes(town), text)
  })
  it('does not take firms and offices that are only spoken of for names of any', () => {
    for (const text of [
      'Diese Software ist nicht für die Gruppe der Benutzer, die sich im Netz anmelden.',
      'La société et la banque ne sont pas ouvertes le lundi.',
      'El taller y la farmacia no abren hasta las diez.',
    ])
      assert.deepEqual(found(text), [], text)
  })
})
