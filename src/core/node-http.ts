/**
 * `node:http`. By `import`, Node would load its `fetch` and its `WebSocket` as well, which that module exports when somebody asks for them:
 * a tenth of a start, and 5 MB.
 */
export const { createServer, get, maxHeaderSize, STATUS_CODES } = process.getBuiltinModule('node:http');
