/** A file that is written from the sources, and how its text is made. The same sources make the same text, byte by byte. */
export interface EmittedFile {
  readonly file: string;
  readonly make: () => string;
}

/** Texts that a file needs, and that the sources lack also in English. */
export class MissingTexts extends Error {
  readonly ids: readonly string[];

  constructor(ids: readonly string[]) {
    super(`no text for ${ids.join(', ')}`);
    this.name = 'MissingTexts';
    this.ids = ids;
  }
}
