export const stateColours = { notOnboarded: 'informative', onboarding: 'warning', onboarded: 'success' } as const;
