/**
 * Version of what reading makes of a file's bytes. It is raised whenever any file may give other rows, lines or defects
 * than before, or another format is seen in it: what the cache has of another version is not used.
 */
export const READER_VERSION = 1
