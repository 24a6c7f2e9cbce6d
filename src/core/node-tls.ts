/**
 * `node:tls` and `node:https`, where they are first used. Once loaded, Node decodes the certificates of all authorities in a thread of its
 * own: 15 ms of processor time, which a start has no use for.
 */
export const nodeTls = () => process.getBuiltinModule('node:tls');
export const nodeHttps = () => process.getBuiltinModule('node:https');
