import { join } from 'node:path';
import {
  isCallExpression,
  isExportAssignment,
  isExportDeclaration,
  isImportDeclaration,
  isImportTypeNode,
  isNamedExports,
  isStringLiteral,
  ModifierFlags,
  type Node,
  type SourceFile,
  type Statement,
  SyntaxKind,
} from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';

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

/**
 * Parses the files with TypeScript's own parser. TypeScript 7 still calls this API unstable; this file is all that touches it.
 * `files` are paths below `root`.
 */
export function readModules(root: string, files: readonly string[]): Module[] {
  const api = new API({ cwd: root });
  try {
    const paths = files.map((file) => join(root, file));
    const snapshot = api.updateSnapshot({ openFiles: paths });
    return files.map((file, index) => {
      const path = paths[index] ?? file;
      const source = snapshot.getDefaultProjectForFile(path)?.program.getSourceFile(path);
      if (!source) throw new Error(`${file}: TypeScript did not parse it`);
      return describe(file, source);
    });
  } finally {
    api.close();
  }
}

function describe(file: string, source: SourceFile): Module {
  const lineOf = (node: Node) => source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const { statements } = source;
  return {
    file,
    lines: source.text.trimEnd().split('\n').length,
    imports: source.imports.filter(isStringLiteral).map((node) => ({
      specifier: node.text,
      line: lineOf(node),
      typeOnly: isTypeOnly(node),
      dynamic: isCallExpression(node.parent),
    })),
    defaultExports: statements.filter(exportsDefault).map(lineOf),
    starExports: statements.filter(exportsStar).map(lineOf),
    onlyReexports: statements.every(isImportOrReexport) && statements.some(isReexport),
  };
}

function isTypeOnly(specifier: Node): boolean {
  const { parent } = specifier;
  if (isImportDeclaration(parent)) return parent.importClause?.phaseModifier === SyntaxKind.TypeKeyword;
  if (isExportDeclaration(parent)) return parent.isTypeOnly;
  return isImportTypeNode(parent.parent);
}

function exportsDefault(statement: Statement): boolean {
  if (isExportAssignment(statement)) return true;
  if (isExportDeclaration(statement) && statement.exportClause && isNamedExports(statement.exportClause)) {
    return statement.exportClause.elements.some((element) => element.name.text === 'default');
  }
  return 'modifierFlags' in statement && (Number(statement.modifierFlags) & ModifierFlags.Default) !== 0;
}

function exportsStar(statement: Statement): boolean {
  return (
    isExportDeclaration(statement) && !(statement.exportClause !== undefined && isNamedExports(statement.exportClause))
  );
}

function isImportOrReexport(statement: Statement): boolean {
  return isImportDeclaration(statement) || isExportDeclaration(statement);
}

function isReexport(statement: Statement): boolean {
  if (!isExportDeclaration(statement)) return false;
  const { exportClause } = statement;
  return exportClause === undefined || !isNamedExports(exportClause) || exportClause.elements.length > 0;
}
