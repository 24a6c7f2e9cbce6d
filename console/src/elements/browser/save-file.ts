/** Gives the browser a file to keep. */
export function saveFile(content: BlobPart | readonly BlobPart[], mediaType: string, name: string): void {
  const parts = Array.isArray(content) ? [...content] : [content as BlobPart];
  const url = URL.createObjectURL(new Blob(parts, { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
