import type { Model, Serving } from '../../edm/operation.ts';
import type { VersionName } from '../../edm/type.ts';
import { fail } from '../../model/failures.ts';
import { emitMetadata } from '../../odata/documents/metadata.ts';
import { emitServiceDocument } from '../../odata/documents/service-document.ts';
import { assertFormat } from '../../odata/query.ts';
import { readOptions } from '../../odata/query-options.ts';
import type { Document } from '../../odata/route-tree.ts';
import type { Answer, Exchange } from '../exchange.ts';

/** Answers what a version says of itself: its service document and its schema. */
export type Documents = (document: Document, exchange: Exchange) => Answer<string>;

export function createDocuments(served: Model, serving: Serving): Documents {
  const metadata = new Map<VersionName, string>();
  return ({ kind, version }, exchange) => {
    const { format } = readOptions(exchange.search, 'schema');
    if (kind === 'serviceDocument') {
      if (format !== undefined) assertFormat(format);
      return {
        status: 200,
        headers: headersOf('application/json;odata.metadata=minimal;charset=utf-8'),
        body: emitServiceDocument(served, version, `${exchange.origin}/${version}`),
      };
    }
    if (format !== undefined && !/^(application\/)?xml$/i.test(format)) {
      const problem = `the schema is written in XML (CSDL) alone, not as '${format}'`;
      throw fail('optionInvalid', { option: '$format', problem });
    }
    const text = metadata.get(version) ?? emitMetadata(served, version, serving);
    metadata.set(version, text);
    return { status: 200, headers: headersOf('application/xml'), body: text };
  };
}

/** The schema holds nobody's data: whoever asks each time whether it is still so may keep it. */
function headersOf(contentType: string) {
  return { 'Content-Type': contentType, 'OData-Version': '4.0', 'Cache-Control': 'no-cache' };
}
