import { readFileSync } from 'node:fs';
import ts from 'typescript';

export interface Text {
  readonly place: string;
  /** The text; what a template inserts is shown as `…`. */
  readonly text: string;
}

/** A letter that only Vietnamese has among the languages of this repository. */
const VIETNAMESE = /[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9àáãèéìíòóõùúý]/;

/** The Vietnamese texts in a source: its strings and templates, without comments. */
export function vietnameseTexts(file: string): Text[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: Text[] = [];
  const visit = (node: ts.Node): void => {
    if (isForOthers(node)) return;
    const text = textOf(node);
    if (text !== null && VIETNAMESE.test(text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      texts.push({ place: `${file}:${line + 1}`, text });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

/** The English of a pair, and descriptions in the API's document. */
const DESCRIBED = /\.describe\(\s*['"][^'"]*['"],?\s*\)$/;
function isForOthers(node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node)) return node.name.getText() === 'en';
  const call = node.parent as ts.Node | undefined;
  return ts.isStringLiteral(node) && call !== undefined && ts.isCallExpression(call) && DESCRIBED.test(call.getText());
}

function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return null;
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
}
