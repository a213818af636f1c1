// The page format itself: what it accepts, what it refuses and where, and that updating gives a page that then holds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { matchesLine, matchesLines, PageError, parsePage, rewriteStep } from './script-page.ts'
import { runPage } from './run-page.ts'

fc.configureGlobal({ seed: 20_261_124 })

test('a page has steps with expectations, and files', () => {
  const page = parsePage(
    `# about\n\n$ A=1 holdfast scan 'a b' "" < in.txt > out\n| one\n|\n! two\n? json.a === 1\nexit 2\n$ cat out\n\n-- in.txt --\nx\n\n-- d/b base64 --\naGk=\n-- c crlf --\ny\n`,
  )
  assert.deepEqual(page.steps[0], {
    line: 3,
    command: `A=1 holdfast scan 'a b' "" < in.txt > out`,
    words: ['holdfast', 'scan', 'a b', ''],
    environment: { A: '1' },
    redirect: { stdin: 'in.txt', stdout: 'out' },
    stdout: ['one', ''],
    stderr: ['two'],
    checks: ['json.a === 1'],
    exit: 2,
    exitGiven: true,
  })
  assert.equal(page.steps[1]?.line, 9)
  assert.deepEqual(
    page.files.map((file) => [file.name, file.content.toString()]),
    [
      ['in.txt', 'x\n\n'],
      ['d/b', 'hi'],
      ['c', 'y\r\n'],
    ],
  )
})

const REFUSED: Record<string, [text: string, line: number]> = {
  'an expectation before a command': ['| x\n', 1],
  'a line that is nothing': ['$ holdfast\nx\n', 2],
  'an open quote': ["$ holdfast 'x\n", 1],
  'no file after <': ['\n$ holdfast <\n', 2],
  'two exit codes': ['$ holdfast\nexit 1\nexit 1\n', 3],
  'a file outside': ['$ holdfast\n-- ../x --\n', 2],
  'an absolute file': ['$ holdfast\n-- /x --\n', 2],
  'a file twice': ['$ holdfast\n-- x --\n-- x --\n', 3],
  'no command': ['$ A=1\n', 1],
}
for (const [name, [text, line]] of Object.entries(REFUSED)) {
  test(`refuses ${name}`, () =>
    assert.throws(
      () => parsePage(text),
      (error) => error instanceof PageError && error.line === line,
    ))
}

test('wildcards stand for what they name and no more', () => {
  assert.ok(matchesLine('took [[number]] s (.*)', 'took 1,204.5 s (.*)'))
  assert.ok(!matchesLine('took [[number]] s', 'took long s'))
  assert.ok(!matchesLine('a.c', 'abc'))
  assert.ok(matchesLine('[[time]] [[uuid]]', '2026-11-24T09:40:00.000Z 0197e2b1-0000-7000-8000-000000000000'))
  assert.throws(() => matchesLine('[[nosuch]]', 'x'), PageError)
  assert.ok(matchesLines(['a', '[[lines]]', 'c'], ['a', 'c']))
  assert.ok(matchesLines(['a', '[[lines]]', 'c'], ['a', 'b', 'b', 'c']))
  assert.ok(!matchesLines(['a', '[[lines]]', 'c'], ['a', 'b']))
})

test('any line of text matches itself, unless it holds a wildcard', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).filter((line) => !line.includes('[[')),
      (line) => matchesLine(line, line),
    ),
  )
})

test('a rewritten page expects exactly what came, and rewriting again changes nothing', () => {
  const line = fc.string({ maxLength: 12 }).filter((text) => !/[\n\r]|\[\[/.test(text))
  const actual = fc.record({
    stdout: fc.array(line, { maxLength: 4 }),
    stderr: fc.array(line, { maxLength: 3 }),
    exit: fc.integer({ min: 0, max: 255 }),
  })
  fc.assert(
    fc.property(actual, actual, (first, second) => {
      let text = '# page\n\n$ holdfast a\n\n$ holdfast b\n\n-- f --\n| x\n'
      for (let round = 0; round < 2; round++) {
        const page = parsePage(text)
        text = rewriteStep(text, page, page.steps[1]!, second)
        text = rewriteStep(text, page, page.steps[0]!, first)
        const after = parsePage(text)
        assert.deepEqual(
          after.steps.map(({ stdout, stderr, exit }) => ({ stdout, stderr, exit })),
          [{ ...first }, { ...second }],
        )
        assert.equal(after.files[0]!.content.toString(), '| x\n')
      }
    }),
  )
})

test('updating keeps the wildcards that still hold', () => {
  const text = '$ holdfast\n| took [[number]] s\n| old\n'
  const page = parsePage(text)
  const after = rewriteStep(text, page, page.steps[0]!, { stdout: ['took 3 s', 'new'], stderr: [], exit: 0 })
  assert.equal(after, '$ holdfast\n| took [[number]] s\n| new\n')
})

// a program that repeats what it was given, to test the runner without Holdfast
const ECHO = [process.execPath, '-e', 'console.log(process.argv.slice(1).join(" ")); process.stdin.pipe(process.stdout)', '--']

test('a page that holds, and pages that do not, each for its own reason', async () => {
  const run = async (text: string): Promise<string | null> => (await runPage(text, { update: false, program: ECHO })).problem
  assert.equal(await run('$ holdfast a $WORK < f\n| a $WORK\n| in\n-- f --\nin\n'), null)
  assert.match((await run('$ holdfast a\n| b\n')) ?? '', /line 1: \$ holdfast a\nstdout expected:\n {2}b\nstdout came:\n {2}a/)
  assert.match((await run('$ holdfast a\n| a\nexit 1\n')) ?? '', /exit code 1 expected, 0 came/)
  assert.match((await run('$ holdfast a\n| a\n! x\n')) ?? '', /stderr expected/)
  assert.match((await run('$ holdfast a\n? stdout === "b"\n')) ?? '', /not true/)
  assert.match((await run('$ holdfast a\n? json.x === 1\n')) ?? '', /not true: json.x === 1 \(SyntaxError/)
  await assert.rejects(run('$ nosuch\n'), /no such command in a page: nosuch/)
})
