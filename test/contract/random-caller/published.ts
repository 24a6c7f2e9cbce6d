import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { VersionName } from '../../../src/edm/type.ts';
import { model } from '../../../src/model/model.ts';
import { versionNames } from '../../../src/model/versions.ts';
import { type OpenApiOperation, openApiDocument } from '../../../tools/contract/openapi.ts';
import type { Got } from './sent.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document is walked as it stands.
type Json = any;

const formats = {
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?Z$/,
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  uri: /^https?:\/\/[^\s"<>\\^`{|}]+$/,
};

/** What the service publishes of itself (`contract/openapi-*.json`), as a judge of its answers. */
export class Published {
  readonly #ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    formats: { ...formats, int32: true, int64: true, double: true },
  });
  readonly #documents = new Map<VersionName, Json>();
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor() {
    for (const version of versionNames) {
      const document = JSON.parse(JSON.stringify(openApiDocument(model, version)));
      this.#documents.set(version, document);
      this.#ajv.addSchema({ $id: `assistd:${version}`, components: document.components });
    }
  }

  /** What is wrong with an answer by what is published; `[]` where nothing is. */
  faultsOf(version: VersionName, method: string, address: string, got: Got): string[] {
    const operation: OpenApiOperation | undefined =
      this.#documents.get(version)?.paths[address]?.[method.toLowerCase()];
    if (!operation) return [];
    const responses = operation.responses as Json;
    const found = responses[got.status] ?? (got.status >= 500 ? responses['5XX'] : undefined);
    if (!found) return [`${got.status} is not among the published answers of ${method} ${version}${address}`];
    const response = found.$ref ? this.#resolve(version, found.$ref) : found;
    if (!response.content) return got.text === '' ? [] : ['a body where none is published'];
    const [mediaType] = String(got.headers['content-type'] ?? '').split(';');
    const content = response.content[mediaType ?? ''];
    if (!content) return [`${mediaType} is not among the published types`];
    if (mediaType === 'text/plain') return /^\d+$/.test(got.text) ? [] : [`${got.text} is no number`];
    const name = `${version} ${method} ${address} ${got.status}`;
    const validate = this.#compiled.get(name) ?? this.#ajv.compile(absolute(content.schema, `assistd:${version}`));
    this.#compiled.set(name, validate);
    if (validate(got.json)) return [];
    return (validate.errors ?? [])
      .slice(0, 5)
      .map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
  }

  #resolve(version: VersionName, reference: string): Json {
    return reference
      .slice(2)
      .split('/')
      .reduce((node, part) => node?.[part], this.#documents.get(version));
  }
}

function absolute(schema: Json, document: string): Json {
  if (Array.isArray(schema)) return schema.map((each) => absolute(each, document));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [
      name,
      name === '$ref' ? `${document}${value}` : absolute(value, document),
    ]),
  );
}
