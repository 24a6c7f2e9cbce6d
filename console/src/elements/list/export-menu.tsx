import { Button, Menu, MenuItem, MenuList, MenuTrigger } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useFormat, useText } from '../../text/text.tsx';
import { dayOf } from '../../wire/days.ts';
import { useGraph } from '../../wire/graph.ts';
import { saveFile } from '../browser/save-file.ts';
import { inWindow, MenuBox } from '../button/menu-box.tsx';
import { Failure } from '../failure/failure.tsx';
import { type ExportKind, exportKind, type Sheet } from './export-kinds.ts';

/** Everything that fits the filter, read page by page into one file. */
export function ExportMenu<T>({
  address,
  sheet,
  name,
}: {
  readonly address: string;
  readonly sheet: Sheet<T>;
  /** How the file's name begins. */
  readonly name: string;
}) {
  const { general: text } = useText();
  const format = useFormat();
  const graph = useGraph();
  const [count, setCount] = useState(0);
  const stop = useRef<AbortController>(undefined);
  const exporting = useMutation({
    mutationFn: async (chosen: ExportKind) => {
      const stopping = new AbortController();
      stop.current = stopping;
      setCount(0);
      const kind = exportKind(chosen, sheet);
      const parts: string[] = [kind.head];
      for await (const { value } of graph.pages<T>(address, stopping.signal)) {
        parts.push(value.map(kind.text).join(''));
        setCount((before) => before + value.length);
      }
      saveFile(parts, kind.mediaType, `${name}-${dayOf(new Date())}.${kind.ending}`);
    },
  });
  const stopped = exporting.error instanceof DOMException;
  return (
    <>
      {exporting.error && !stopped && <Failure error={exporting.error} />}
      {exporting.isPending ? (
        <Button onClick={() => stop.current?.abort()}>{text.exporting(count, format.number(count))}</Button>
      ) : (
        <Menu positioning={inWindow}>
          <MenuTrigger disableButtonEnhancement>
            <Button icon={<ArrowDownloadRegular />}>{text.export}</Button>
          </MenuTrigger>
          <MenuBox label={text.export}>
            <MenuList>
              <MenuItem onClick={() => exporting.mutate('csv')}>{text.csv}</MenuItem>
              <MenuItem onClick={() => exporting.mutate('jsonLines')}>{text.jsonLines}</MenuItem>
            </MenuList>
          </MenuBox>
        </Menu>
      )}
    </>
  );
}
