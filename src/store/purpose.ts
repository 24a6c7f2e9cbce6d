/** What a database was made for, once and for all; it is opened for nothing else. */
export type Purpose = 'production' | 'development';

/** A database is asked for by the one that did not make it. */
export class PurposeDiffers extends Error {
  constructor(found: Purpose) {
    super(
      found === 'production'
        ? 'this database was not made by assistd dev, or by one of before databases were marked, so it may be what assistd serve works on. ' +
            'assistd dev plants and empties, and leaves it as it is: name an empty folder or database'
        : 'this database was made by assistd dev, whose people, keys and tokens are no secret. assistd serve leaves it as it is: name another',
    );
    this.name = 'PurposeDiffers';
  }
}

/**
 * @param found `undefined` of a database that nobody has made yet
 * @throws PurposeDiffers
 */
export function demandPurpose(found: Purpose | undefined, wanted: Purpose): void {
  if (found !== undefined && found !== wanted) throw new PurposeDiffers(found);
}
