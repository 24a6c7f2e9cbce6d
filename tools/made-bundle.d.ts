export function madeBundles(): string[];
export function freshBundle(): string | undefined;
