import fc from 'fast-check';

const { CASES, FAST_CHECK_SEED } = process.env;

// The same cases in every run, so that a failure belongs to the change at hand; a property that fails says which seed it was.
const seed = Number(FAST_CHECK_SEED ?? (CASES === undefined ? 20261121 : Date.now() % 2 ** 31));
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });

/** How many cases of what takes a database's time: few in every run; `CASES=n` tries so many others, `FAST_CHECK_SEED=n` with it those of a seed. */
export const casesOr = (few: number): number => Number(CASES ?? few);

export { fc };
