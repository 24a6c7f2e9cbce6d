import fc from 'fast-check';

// The same cases in every run, so that a failure belongs to the change at hand. `FAST_CHECK_SEED=$RANDOM npm test` looks elsewhere.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.FAST_CHECK_SEED ?? 20261121) });

export { fc };
