/**
 * Version of what reading makes of a file's bytes. It is raised whenever any file may give other rows, lines or defects
 * than before: rows in the cache of another version are not used.
 */
export const READER_VERSION = 1
