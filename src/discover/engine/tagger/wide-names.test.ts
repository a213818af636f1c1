// Chinese and Japanese names: a surname with a title, a field's name or a frequent given name beside it; the same words without one are no names.
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { createEngine } from '../create-engine.ts'

const engine = createEngine()
const names = (text: string): string[] =>
  engine
    .inspect(text)
    .filter((span) => span.type === 'person_name')
    .map((span) => text.slice(span.start, span.end).trim())

it('a surname with a title or a field before it', () => {
  assert.deepEqual(names('请转告蔺先生明天开会。'), ['蔺'])
  assert.deepEqual(names('收款人:慕容雪梅'), ['慕容雪梅'])
  assert.deepEqual(names('経理の榎本さんに電話してください。'), ['榎本'])
  assert.deepEqual(names('氏名:柿沼 修'), ['柿沼 修'])
})
it('a family name with a frequent given name needs no title', () => {
  assert.deepEqual(names('昨日、梶原健太郎は退院した。'), ['梶原健太郎'])
  assert.deepEqual(names('出席:寺島 恵美、欠席なし'), ['寺島 恵美'])
})
it('the words alone are none', () => {
  for (const text of [
    '先生们,大家好。',
    '姓名不能为空',
    '客户文件已保存。',
    '皆様のご協力に感謝します。',
    '氏名が未入力です。',
    '健太郎',
    '時間様式を選ぶ',
  ])
    assert.deepEqual(names(text), [], text)
})
