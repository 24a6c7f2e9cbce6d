import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { AuditEvent } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { saveFile } from '../elements/save-file.ts';
import { useFormat, useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { type AuditFilter, auditAddress, isAbout } from './audit-filter.ts';
import { type ExportKind, exportKinds } from './export-kinds.ts';

/** Every event that fits the filter, read page by page into one file. */
export function AuditExport({ filter }: { readonly filter: AuditFilter }) {
  const { audit: text, general } = useText();
  const format = useFormat();
  const graph = useGraph();
  const [count, setCount] = useState(0);
  const stop = useRef<AbortController>(undefined);
  const exporting = useMutation({
    mutationFn: async (kind: ExportKind) => {
      const stopping = new AbortController();
      stop.current = stopping;
      setCount(0);
      const { head, line, mediaType, ending } = exportKinds[kind];
      const parts: string[] = [head];
      for await (const page of graph.pages<AuditEvent>(auditAddress(filter, 1000), stopping.signal)) {
        const events = page.value.filter((event) => isAbout(event, filter.device));
        parts.push(events.map(line).join(''));
        setCount((before) => before + events.length);
      }
      saveFile(parts, mediaType, `audit-${new Date().toISOString().slice(0, 10)}.${ending}`);
    },
  });
  const stopped = exporting.error instanceof DOMException;
  return (
    <>
      {exporting.error && !stopped && <Failure error={exporting.error} />}
      {exporting.isPending ? (
        <Button onClick={() => stop.current?.abort()}>{text.exporting(count, format.number(count))}</Button>
      ) : (
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <Button icon={<ArrowDownloadRegular />}>{general.export}</Button>
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              <MenuItem onClick={() => exporting.mutate('csv')}>{text.csv}</MenuItem>
              <MenuItem onClick={() => exporting.mutate('jsonLines')}>{text.jsonLines}</MenuItem>
            </MenuList>
          </MenuPopover>
        </Menu>
      )}
    </>
  );
}
