// JavaScript, and old: an older Node has to understand what tells it.

/** @throws Error on a Node that is too old, in one sentence */
export function demandNode() {
  const [major] = process.versions.node.split('.');
  if (Number(major) < 24) throw new Error(`assistd needs Node 24 or newer; this is ${process.version}`);
}
