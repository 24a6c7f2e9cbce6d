/** How an answer is written (OData JSON 4.01, sections 3.1 and 3.2). */
export interface JsonFormat {
  /** `odata.metadata` */
  readonly metadata: 'none' | 'minimal' | 'full';
  /** `IEEE754Compatible=true`: numbers of 64 bits, counts too, are texts, for who has no such numbers. */
  readonly longsAsText: boolean;
}

const formatsAt = (metadata: JsonFormat['metadata']) => ({
  longsAsText: { metadata, longsAsText: true },
  longsAsNumbers: { metadata, longsAsText: false },
});

/** One object for each, so that what hangs by a format is made once. */
export const jsonFormats = { none: formatsAt('none'), minimal: formatsAt('minimal'), full: formatsAt('full') } as const;

/** Whether a media type says so of what it describes. */
export function declaresLongsAsText(mediaType: string | undefined): boolean {
  return /;\s*IEEE754Compatible\s*=\s*"?true/i.test(mediaType ?? '');
}
