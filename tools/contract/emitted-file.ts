/** A file that is written from the sources, and how its text is made. The same sources make the same text, byte by byte. */
export interface EmittedFile {
  readonly file: string;
  readonly make: () => string;
}
