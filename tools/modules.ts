import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Program, parseSync, type Span, Visitor } from 'oxc-parser';

/** What one source file takes from other files and hands on, as its syntax says. Lines count from 1. */
export interface Module {
  /** Path below the root, with `/`. */
  readonly file: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly defaultExports: readonly number[];
  readonly starExports: readonly number[];
  /** It declares nothing of its own and exports what it imports. */
  readonly onlyReexports: boolean;
}

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Erased before anything runs: `import type`, `export type … from`, `import('…').T`. */
  readonly typeOnly: boolean;
  /** `import('…')`, which runs when it is come to. */
  readonly dynamic: boolean;
}

/** Reads the files at `files`, paths below `root`. */
export function readModules(root: string, files: readonly string[]): Module[] {
  return files.map((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const { program, errors } = parseSync(file, text);
    const [error] = errors;
    if (error) throw new Error(`${file}: ${error.message}`);
    return describe(file, text, program);
  });
}

type Statement = Program['body'][number];

function describe(file: string, text: string, program: Program): Module {
  // Spans count UTF-16 code units, as strings do.
  const lineOf = ({ start }: Pick<Span, 'start'>) => text.slice(0, start).split('\n').length;
  const { body } = program;
  return {
    file,
    lines: text.trimEnd().split('\n').length,
    imports: importsOf(program).map(({ source, typeOnly, dynamic = false }) => ({
      specifier: source.value,
      line: lineOf(source),
      typeOnly,
      dynamic,
    })),
    defaultExports: body.filter(exportsDefault).map(lineOf),
    starExports: body.filter(({ type }) => type === 'ExportAllDeclaration').map(lineOf),
    onlyReexports: body.every(isImportOrReexport) && body.some(isReexport),
  };
}

interface Source {
  readonly source: { readonly value: string; readonly start: number };
  readonly typeOnly: boolean;
  readonly dynamic?: true;
}

function importsOf(program: Program): Source[] {
  const found: Source[] = [];
  new Visitor({
    ImportDeclaration: ({ source, importKind }) => found.push({ source, typeOnly: importKind === 'type' }),
    ExportAllDeclaration: ({ source, exportKind }) => found.push({ source, typeOnly: exportKind === 'type' }),
    ExportNamedDeclaration({ source, exportKind }) {
      if (source) found.push({ source, typeOnly: exportKind === 'type' });
    },
    ImportExpression({ source }) {
      if (source.type === 'Literal' && typeof source.value === 'string') {
        found.push({ source: { value: source.value, start: source.start }, typeOnly: false, dynamic: true });
      }
    },
    TSImportType: ({ source }) => found.push({ source, typeOnly: true }),
  }).visit(program);
  return found;
}

function exportsDefault(statement: Statement): boolean {
  if (statement.type === 'ExportDefaultDeclaration') return true;
  return (
    statement.type === 'ExportNamedDeclaration' &&
    statement.specifiers.some(({ exported }) => exported.type === 'Identifier' && exported.name === 'default')
  );
}

function isImportOrReexport(statement: Statement): boolean {
  return (
    statement.type === 'ImportDeclaration' ||
    statement.type === 'ExportAllDeclaration' ||
    (statement.type === 'ExportNamedDeclaration' && statement.declaration === null)
  );
}

/** `export {}` makes a file a module and hands nothing on. */
function isReexport(statement: Statement): boolean {
  if (statement.type === 'ExportNamedDeclaration') return statement.specifiers.length > 0;
  return statement.type === 'ExportAllDeclaration';
}
