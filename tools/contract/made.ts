import { type EmittedFile, MissingTexts } from './emitted-file.ts';

/** What the sources make, by path, or everything that keeps them from it. */
export interface Made {
  readonly texts: ReadonlyMap<string, string>;
  /** What is wrong, once each, with the files that it is wrong in. */
  readonly problems: readonly string[];
}

/** Makes every file before the first is written, so that all are written or none. */
export function made(folders: readonly { readonly folder: string; readonly files: readonly EmittedFile[] }[]): Made {
  const texts = new Map<string, string>();
  const files = new Map<string, string[]>();
  for (const { folder, files: emitted } of folders) {
    for (const { file, make } of emitted) {
      const path = `${folder}/${file}`;
      try {
        texts.set(path, make());
      } catch (error) {
        const reasons = error instanceof MissingTexts ? error.ids.map((id) => `no text for ${id}`) : [String(error)];
        for (const reason of reasons) files.set(reason, [...(files.get(reason) ?? []), path]);
      }
    }
  }
  return { texts, problems: [...files].map(([reason, paths]) => `${reason} (${paths.join(', ')})`) };
}
