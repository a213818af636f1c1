// Where the shared data lie, if anywhere: beside the repository, or where the caller says. Nothing of it is part of the repository.
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

export function sharedData(told?: string): URL | undefined {
  const places = told === undefined ? [new URL('../../../shared/', import.meta.url)] : [new URL(`${pathToFileURL(told).href}/`)]
  return places.find((place) => existsSync(place))
}
