import { type AST, visitRegExpAST } from '@eslint-community/regexpp';
import { getFirstConsumedChar } from 'regexp-ast-analysis';
import { analyse } from 'scslre';

/**
 * What would let a text make a regular expression take longer than the text is long: quantifiers that can take from each
 * other (scslre), and alternatives under a quantifier that begin with the same character, which scslre does not look at.
 * The second is stricter than need be: such alternatives can be written so that they begin differently.
 */
export function slownessOf(source: string, flags = ''): string[] {
  const { parsed, reports } = analyse({ source, flags });
  const found = reports.map(({ type, exponential, character }) => {
    const cost = exponential ? 'exponential' : 'polynomial';
    return `${cost} (${type}) in a text of ${character.literal.source}`;
  });
  visitRegExpAST(parsed.pattern, {
    onQuantifierEnter: ({ element, max }) => {
      if (max < MANY || (element.type !== 'Group' && element.type !== 'CapturingGroup')) return;
      if (beginAlike(element.alternatives, parsed.flags)) found.push(`alternatives that begin alike: ${element.raw}`);
    },
  });
  return found;
}

/** Two alternatives tried so many times over make a million ways. */
const MANY = 20;

function beginAlike(alternatives: readonly AST.Alternative[], flags: AST.Flags): boolean {
  const first = alternatives.map((one) => getFirstConsumedChar(one, 'ltr', flags).char);
  return first.some((chars, i) => first.slice(i + 1).some((others) => !chars.isDisjointWith(others)));
}
