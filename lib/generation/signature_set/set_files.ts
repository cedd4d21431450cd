/**
 * Names of the files that describe a set.
 *
 * @module
 */

/** Name of the table of signatures. */
export const SIGNATURES_TABLE_FILE = "metadata.csv";
/** Name of the table of writers. */
export const WRITERS_TABLE_FILE = "writers.csv";
/** Name of the description in the Croissant format. */
export const CROISSANT_FILE = "metadata.json";
/** Name of the text about the set. */
export const README_FILE = "README.md";

/** All of them. */
export const SET_FILES: readonly string[] = [
  SIGNATURES_TABLE_FILE,
  WRITERS_TABLE_FILE,
  CROISSANT_FILE,
  README_FILE,
];
